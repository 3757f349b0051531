package io.jenkins.plugins.gitops.engine.git.transfer;

/**
 * Tells how much of what a Git server sends is a pack, by the frames of its protocol (gitprotocol-common, "pkt-line"): four
 * hexadecimal digits give a frame's length, and a frame of a pack begins with the byte 1 ("side-band-64k"). What has no
 * frames after some that had is a pack too, as old servers send it. For one stream.
 */
final class PacketSizes {

    private static final int LENGTH_DIGITS = 4;
    private static final int PACK_BAND = 1;

    private int digits;
    private int length;
    private int left;
    private boolean atBand;
    private boolean inPack;
    private boolean framed;
    private boolean unframed;

    /** How many of these bytes, which came next, are a pack's. */
    int packBytes(byte[] bytes, int from, int count) {
        int pack = 0;
        for (int at = from; at < from + count; ) {
            if (unframed) {
                return pack + (framed ? from + count - at : 0);
            }
            if (left == 0) {
                header(bytes[at]);
                at++;
                continue;
            }
            int taken = Math.min(left, from + count - at);
            inPack = atBand ? bytes[at] == PACK_BAND : inPack;
            atBand = false;
            pack += inPack ? taken : 0;
            left -= taken;
            at += taken;
        }
        return pack;
    }

    private void header(byte next) {
        int digit = Character.digit(next, 16);
        if (digit < 0) {
            unframed = true;
            return;
        }
        length = length * 16 + digit;
        digits++;
        if (digits == LENGTH_DIGITS) {
            framed = true;
            left = Math.max(0, length - LENGTH_DIGITS);
            atBand = left > 0;
            digits = 0;
            length = 0;
        }
    }
}
