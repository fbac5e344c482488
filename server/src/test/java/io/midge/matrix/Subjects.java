package io.midge.matrix;

import java.util.List;
import java.util.stream.Stream;

/** What the matrix is about: enough subjects to stand inside, outside and across every rule of {@link User}. */
final class Subjects {
    static final List<String> LITERAL =
            List.of("a.x", "a.y", "a.b.z", "a.b", "w", "w.x", "w.x.y", "d.x", "q.j", "q.k", "e.f", "e.f.g", "r.9");
    static final List<String> WILD =
            List.of(">", "*", "a.*", "a.>", "*.x", "w.>", "w.*", "d.*", "d.>", "q.*", "q.>", "e.>", "*.*.z", "a.b.>");
    static final List<String> INVALID = List.of("a..x", "a.", "a.>.x");
    static final List<String> QUEUES = List.of("v1", "v.a", "s");

    private Subjects() {}

    static List<String> all() {
        return Stream.of(LITERAL, WILD, INVALID).flatMap(List::stream).toList();
    }
}
