package io.midge.matrix;

import java.util.List;

/** Something that a user tries, and what comes of it by the rules. Imports and JetStream are acts as well. */
interface Act {
    String title();

    /**
     * The cases of it for a user.
     *
     * @param strict see {@link Rules#mayReceive}
     */
    List<Case> cases(User user, boolean strict);
}
