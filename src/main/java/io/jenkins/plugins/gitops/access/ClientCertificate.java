package io.jenkins.plugins.gitops.access;

import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import io.jenkins.plugins.gitops.engine.GitopsException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;

/**
 * The first key of a key store, in the form that Kubernetes clients use.
 *
 * @param certificates the chain, PEM
 * @param key PKCS#8, PEM
 */
record ClientCertificate(String certificates, String key) {

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    static ClientCertificate of(StandardCertificateCredentials credential) {
        KeyStore store = credential.getKeyStore();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    Key key = store.getKey(
                            alias, credential.getPassword().getPlainText().toCharArray());
                    StringBuilder chain = new StringBuilder();
                    for (Certificate each : store.getCertificateChain(alias)) {
                        chain.append(pem("CERTIFICATE", each.getEncoded()));
                    }
                    return new ClientCertificate(chain.toString(), pem("PRIVATE KEY", key.getEncoded()));
                }
            }
        } catch (GeneralSecurityException unusable) {
            throw failure(credential, "cannot be opened", unusable);
        }
        throw failure(credential, "holds no key", null);
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + LINES.encodeToString(content) + "\n-----END " + type + "-----\n";
    }

    private static GitopsException failure(StandardCertificateCredentials credential, String problem, Exception cause) {
        return new GitopsException(
                "The key store of credential '" + credential.getId() + "' " + problem,
                "Store a PKCS#12 file with the client's key and certificate",
                cause);
    }

    @Override
    public String toString() {
        return "ClientCertificate";
    }
}
