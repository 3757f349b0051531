package io.jenkins.plugins.gitops.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose bytes are all looked at as they come, however they are asked for: what is skipped is read. */
public abstract class CountedInput extends FilterInputStream {

    private static final int SKIPPED_AT_ONCE = 8192;

    protected CountedInput(InputStream in) {
        super(in);
    }

    /**
     * Looks at bytes that came, before the reader gets them.
     *
     * @param count more than zero
     * @throws IOException to end the reading
     */
    protected abstract void came(byte[] buffer, int from, int count) throws IOException;

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        int count = super.read(buffer, from, length);
        if (count > 0) {
            came(buffer, from, count);
        }
        return count;
    }

    @Override
    public final long skip(long most) throws IOException {
        return most <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(most, SKIPPED_AT_ONCE)]));
    }
}
