package io.jenkins.plugins.gitops.cli.cluster;

import io.jenkins.plugins.gitops.engine.GitopsException;
import io.jenkins.plugins.gitops.engine.WrittenText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** The certificates of those who sign a server's certificate, in a file as {@code --ca-file} names it. */
final class AuthorityFile {

    private static final int LONGEST = 1024 * 1024;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";

    private AuthorityFile() {}

    /**
     * As PEM.
     *
     * @param remedy what to do where it cannot be read
     * @throws GitopsException when the file has no certificates, or a key
     */
    static String pem(Path file, String remedy) {
        try {
            if (Files.size(file) > LONGEST) {
                throw wrong(file, "is larger than 1 MiB");
            }
            byte[] bytes = Files.readAllBytes(file);
            // DER, as Windows and browsers export it, begins with a SEQUENCE.
            if (bytes.length > 0 && bytes[0] == 0x30) {
                throw new GitopsException(
                        "The CA file " + file + " is not PEM but DER",
                        "Turn it into PEM: openssl x509 -inform der -in " + file.getFileName() + " -out ca.pem");
            }
            String text = WrittenText.of(bytes, "The CA file " + file);
            if (text.contains("PRIVATE KEY-----")) {
                throw new GitopsException(
                        "The CA file " + file + " holds a private key", "Name a file with certificates alone");
            }
            if (!text.contains(BEGIN)) {
                throw wrong(file, "is not PEM: no line '" + BEGIN + "' is in it");
            }
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            return text;
        } catch (CertificateException broken) {
            throw wrong(file, "has a certificate that cannot be read");
        } catch (IOException unreadable) {
            throw new GitopsException("The CA file " + file + " cannot be read", remedy, unreadable);
        }
    }

    private static GitopsException wrong(Path file, String problem) {
        return new GitopsException(
                "The CA file " + file + " " + problem,
                "Give the certificates of the cluster's authority as PEM; 'kubectl config view --raw --flatten' has"
                        + " them in base64, as certificate-authority-data");
    }
}
