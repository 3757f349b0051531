package io.jenkins.plugins.gitops.engine.git.remote;

import java.util.Objects;

/** Who we are to the server. */
public sealed interface GitCredentials {

    /** No name is given: the server lets anyone in, or refuses. */
    GitCredentials NONE = new None();

    /**
     * Tells caches apart: what one identity may read is never shown to another. Not a secret, and stable when a
     * password is renewed.
     */
    String identity();

    /** Anonymous. */
    record None() implements GitCredentials {
        @Override
        public String identity() {
            return "";
        }
    }

    /**
     * A user and a password or token, as HTTP basic authentication sends them.
     *
     * @param identity the name of this credential where it is kept; the same user name may stand for many tokens
     */
    record UsernamePassword(String username, String password, String identity) implements GitCredentials {

        public UsernamePassword {
            Objects.requireNonNull(username);
            Objects.requireNonNull(password);
            Objects.requireNonNull(identity);
        }

        /** With the user's name as the identity. */
        public UsernamePassword(String username, String password) {
            this(username, password, username);
        }

        @Override
        public String toString() {
            return username + ":****";
        }
    }

    /**
     * A private key for SSH, and the keys by which servers are known: no key is ever shown to one that is not.
     *
     * @param username who we are at the server where its URL does not say; may be empty
     */
    record SshKey(String username, SshPrivateKey key, KnownHosts knownHosts) implements GitCredentials {

        public SshKey {
            Objects.requireNonNull(username);
            Objects.requireNonNull(key);
            Objects.requireNonNull(knownHosts);
        }

        /** The user's name and the key's fingerprint: at many hosts the name is everybody's. */
        @Override
        public String identity() {
            return username + " " + key.fingerprint();
        }

        @Override
        public String toString() {
            return username + " " + key;
        }
    }
}
