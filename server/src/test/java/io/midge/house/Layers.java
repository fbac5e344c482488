package io.midge.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The layers of {@code io.midge}, top first. A package may import what stands in a layer below its own. Within a
 * layer packages are unaware of each other, except where the layer is {@code open}: there they may, without cycles.
 * Packages need not exist, but one that exists must stand here.
 */
final class Layers {
    static final String BASE = "io.midge";

    /** {@code "."} is the root package; a name covers its sub-packages only where they are not listed themselves. */
    private record Layer(String name, boolean open, Set<String> packages, boolean onlyForRoot) {
        static Layer of(String name, String... packages) {
            return new Layer(name, false, Set.of(packages), false);
        }
    }

    private static final List<Layer> TABLE = List.of(
            Layer.of("root", "."),
            new Layer("observers", false, Set.of("monitor", "events", "trace"), true),
            Layer.of("edges", "client", "route", "gateway", "leaf", "mqtt"),
            new Layer(
                    "streams",
                    true,
                    Set.of(
                            "jetstream",
                            "jetstream.api",
                            "jetstream.config",
                            "jetstream.meta",
                            "jetstream.stream",
                            "jetstream.source",
                            "jetstream.consumer"),
                    false),
            new Layer(
                    "store",
                    true,
                    Set.of(
                            "store",
                            "store.journal",
                            "store.log",
                            "store.index",
                            "store.op",
                            "store.seal",
                            "store.consumer",
                            "store.time",
                            "store.file"),
                    false),
            Layer.of("raft", "raft"),
            Layer.of("auth", "auth"),
            Layer.of("account", "account"),
            Layer.of("net", "net"),
            Layer.of("tls", "tls"),
            Layer.of("disk", "disk"),
            Layer.of("loop", "loop"),
            Layer.of("claims", "jwt"),
            Layer.of("what a server is told", "conf.file", "conf.flags"),
            Layer.of("values", "subject", "proto", "conf", "nkey", "pem", "s2", "hash"),
            new Layer("common values", true, Set.of("options", "spi", "log", "json"), false));

    private static final List<String> SOCKETS =
            List.of("java.nio.channels.", "java.net.Socket", "java.net.ServerSocket", "java.net.DatagramSocket");

    private Layers() {}

    static List<String> violations(Collection<JavaClass> classes) {
        SortedSet<String> complaints = new TreeSet<>();
        TreeMap<String, SortedSet<String>> imports = new TreeMap<>();
        for (JavaClass type : classes) {
            String from = packageOf(type);
            if (level(from) < 0) {
                complaints.add("package " + from + " stands in no layer");
                continue;
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String to = packageOf(dependency.getTargetClass());
                boolean ours = to.equals(BASE) || to.startsWith(BASE + ".");
                if (ours && !to.equals(from) && level(to) >= 0) {
                    imports.computeIfAbsent(from, key -> new TreeSet<>()).add(to);
                    if (!allowed(from, to)) {
                        complaints.add(from + " must not know " + to + ": " + dependency.getDescription());
                    }
                }
                if (pure(from)
                        && SOCKETS.stream().anyMatch(dependency.getTargetClass().getName()::startsWith)) {
                    complaints.add(from + " is a value and opens no socket: " + dependency.getDescription());
                }
            }
        }
        complaints.addAll(cycles(imports));
        return List.copyOf(complaints);
    }

    private static boolean allowed(String from, String to) {
        int above = level(from);
        int below = level(to);
        if (above == below) {
            return TABLE.get(above).open();
        }
        return above < below && (above == 0 || !TABLE.get(below).onlyForRoot());
    }

    /** Values, except the log, which may write to a file. */
    private static boolean pure(String name) {
        return level(name) > level(BASE + ".loop") && !name.equals(BASE + ".log");
    }

    private static int level(String name) {
        String inner = name.equals(BASE) ? "." : name.startsWith(BASE + ".") ? name.substring(BASE.length() + 1) : name;
        for (int i = 0; i < TABLE.size(); i++) {
            if (TABLE.get(i).packages().contains(inner)) {
                return i;
            }
        }
        return -1;
    }

    private static String packageOf(JavaClass type) {
        return type.getBaseComponentType().getPackageName();
    }

    /** Each cycle once, written from its first package. */
    static List<String> cycles(Map<String, ? extends Collection<String>> imports) {
        SortedSet<String> found = new TreeSet<>();
        for (String start : imports.keySet()) {
            walk(start, start, new ArrayList<>(List.of(start)), imports, found);
        }
        return List.copyOf(found);
    }

    private static void walk(
            String start,
            String at,
            List<String> path,
            Map<String, ? extends Collection<String>> imports,
            SortedSet<String> found) {
        Collection<String> next = imports.get(at);
        if (next == null) {
            return;
        }
        for (String to : next) {
            if (to.equals(start)) {
                found.add("cycle: " + String.join(" → ", path) + " → " + start);
            } else if (to.compareTo(start) > 0 && !path.contains(to)) {
                path.add(to);
                walk(start, to, path, imports, found);
                path.removeLast();
            }
        }
    }
}
