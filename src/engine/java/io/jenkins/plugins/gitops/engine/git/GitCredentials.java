package io.jenkins.plugins.gitops.engine.git;

import java.util.Objects;

/** Who we are to the server. Only the HTTP kinds exist; a kind for SSH keys would be one more record. */
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
}
