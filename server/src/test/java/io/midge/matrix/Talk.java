package io.midge.matrix;

import io.midge.matrix.Case.Role;
import io.midge.matrix.Case.Turn;
import java.util.ArrayList;
import java.util.List;

/** A case in the making, turn by turn. */
final class Talk {
    private final List<Turn> turns = new ArrayList<>();

    Talk user(String says, List<String> hears) {
        return add(Role.USER, says, hears);
    }

    Talk other(String says, List<String> hears) {
        return add(Role.OTHER, says, hears);
    }

    Talk third(String says, List<String> hears) {
        return add(Role.THIRD, says, hears);
    }

    /** Who may do everything hears all there is, under the sid {@code w}. */
    Talk watched() {
        return other("SUB > w\r\n", List.of());
    }

    Case about(User user, Act act, boolean verbose, String what) {
        return new Case(user.name() + "/" + act.title() + "/" + what, user, verbose, List.copyOf(turns));
    }

    private Talk add(Role role, String says, List<String> hears) {
        turns.add(new Turn(role, says, List.copyOf(hears)));
        return this;
    }
}
