package io.midge.house;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What code must be given instead of taking it from the air: threads, time and chance come from {@code io.midge.loop},
 * output goes through {@code io.midge.log}, and nobody sleeps.
 */
final class Ambient {
    /** Calls and fields by {@code class.member}; constructors are {@code <init>}. */
    private record Rule(String what, Set<String> free, List<Pattern> members) {}

    private static final String LOOP = "io.midge.loop";
    private static final String TIME = "java\\.time\\.(Local(Date|Time|DateTime)|Zoned\\w+|Offset\\w+|Year(Month)?|";

    private static final List<Rule> RULES = List.of(
            new Rule(
                    "starts a thread",
                    Set.of(LOOP),
                    patterns(
                            "java\\.lang\\.Thread\\.(<init>|start|ofVirtual|ofPlatform|startVirtualThread)",
                            "java\\.util\\.concurrent\\.(Executors|ForkJoinPool|ForkJoinWorkerThread)\\..*",
                            "java\\.util\\.concurrent\\.(Scheduled)?ThreadPoolExecutor\\.<init>",
                            "java\\.util\\.concurrent\\.CompletableFuture\\.(.*Async|orTimeout|completeOnTimeout|"
                                    + "delayedExecutor)",
                            "java\\.util\\.(Timer|TimerTask)\\..*",
                            "java\\.util\\.(stream\\.)?\\w+\\.parallel.*")),
            new Rule(
                    "reads time",
                    Set.of(LOOP),
                    patterns(
                            "java\\.lang\\.System\\.(nanoTime|currentTimeMillis)",
                            "java\\.time\\.(Instant\\.now|Clock\\.(system|tick).*)",
                            TIME + "MonthDay|chrono\\.\\w+)\\.(now|dateNow)",
                            "java\\.util\\.Calendar\\.getInstance",
                            "java\\.util\\.(Date|GregorianCalendar)\\.<init>")),
            new Rule(
                    "takes chance",
                    Set.of(LOOP),
                    patterns(
                            "java\\.lang\\.Math\\.random",
                            "java\\.util\\.UUID\\.randomUUID",
                            "java\\.util\\.concurrent\\.ThreadLocalRandom\\.current",
                            "java\\.util\\.(Random|SplittableRandom)\\.<init>\\(\\)")),
            new Rule(
                    "prints",
                    Set.of("io.midge.log"),
                    patterns("java\\.lang\\.System\\.(out|err)", ".*\\.printStackTrace")),
            new Rule(
                    "sleeps",
                    Set.of(),
                    patterns("java\\.lang\\.Thread\\.sleep", "java\\.util\\.concurrent\\.TimeUnit\\.sleep")));

    /** Whole classes that stand outside, each with its reason. */
    private static final Map<String, Set<String>> EXCEPT = Map.of(
            // The process itself: prints usage and version, and lives before there is a loop or a log.
            "io.midge.Main", Set.of("prints", "starts a thread"),
            "io.midge.Start", Set.of("prints"),
            // The JVM hands signals to it on a thread of its own and takes a thread as shutdown hook.
            "io.midge.Signals", Set.of("starts a thread"));

    private Ambient() {}

    static List<String> violations(Collection<JavaClass> classes) {
        TreeSet<String> complaints = new TreeSet<>();
        for (JavaClass type : classes) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                String broken = broken(type, access.getTarget());
                if (broken != null) {
                    complaints.add(type.getName() + " " + broken + ": " + access.getDescription());
                }
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                if (dependency.getTargetClass().getPackageName().startsWith("java.util.logging")) {
                    complaints.add(type.getName() + " logs elsewhere: " + dependency.getDescription());
                }
            }
        }
        return List.copyOf(complaints);
    }

    private static @Nullable String broken(JavaClass type, AccessTarget target) {
        String member = target.getOwner().getName() + "." + target.getName();
        String call = target instanceof AccessTarget.CodeUnitAccessTarget unit
                        && unit.getRawParameterTypes().isEmpty()
                ? member + "()"
                : member;
        for (Rule rule : RULES) {
            boolean hit = rule.members().stream()
                    .anyMatch(pattern -> pattern.matcher(member).matches()
                            || pattern.matcher(call).matches());
            if (hit && !rule.free().contains(type.getPackageName()) && !excepted(type, rule)) {
                return rule.what();
            }
        }
        return null;
    }

    private static boolean excepted(JavaClass type, Rule rule) {
        String outer = type.getName().replaceFirst("\\$.*", "");
        return EXCEPT.getOrDefault(outer, Set.of()).contains(rule.what());
    }

    private static List<Pattern> patterns(String... members) {
        return List.of(members).stream().map(Pattern::compile).toList();
    }
}
