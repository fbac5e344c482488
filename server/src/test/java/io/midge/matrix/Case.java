package io.midge.matrix;

import java.util.List;

/**
 * One row of the matrix: who says what, and what each hears then. Between two turns everything that was sent has been done.
 *
 * @param name user, act, and what the act was about
 */
record Case(String name, User user, boolean verbose, List<Turn> turns) {
    /** Who speaks: the user in question, somebody who may do everything, or a second one. */
    enum Role {
        USER,
        OTHER,
        THIRD
    }

    /**
     * One says something, and hears this up to the PONG: lines, payloads among them; {@code closed} at the end of a connection.
     */
    record Turn(Role role, String says, List<String> hears) {}
}
