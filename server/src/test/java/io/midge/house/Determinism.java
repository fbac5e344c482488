package io.midge.house;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What keeps a simulation from being repeated. Code that runs in the simulator must do the same in every JVM that is given the
 * same seed: nothing whose order, value or moment the JVM chooses, and nothing that waits for another thread, since there is
 * only one. A lock that is held for a look is fine.
 */
final class Determinism {
    private record Rule(String what, Pattern pattern) {
        static Rule of(String what, String... patterns) {
            return new Rule(what, Pattern.compile(String.join("|", patterns)));
        }
    }

    private static final Pattern SIMULATED = Pattern.compile("io\\.midge\\.(store|raft|disk)(\\..*)?");

    /** The machine itself: what the simulator stands in for. */
    private static final Set<String> REAL =
            Set.of("io.midge.disk.FileDisk", "io.midge.disk.OpenFile", "io.midge.disk.FileGuard");

    /** Members by {@code class.member}; constructors are {@code <init>}. */
    private static final List<Rule> MEMBERS = List.of(
            Rule.of(
                    "has an order of its own",
                    "java\\.util\\.(HashMap|HashSet|IdentityHashMap|WeakHashMap|Hashtable)\\.<init>",
                    "java\\.util\\.concurrent\\.ConcurrentHashMap\\.(<init>|newKeySet)",
                    "java\\.util\\.Map\\.(of|ofEntries|copyOf)",
                    "java\\.util\\.Set\\.(of|copyOf)",
                    "java\\.util\\.Collections\\.newSetFromMap",
                    "java\\.util\\.stream\\.Collectors\\.(to(Unmodifiable|Concurrent)?(Set|Map)|toConcurrentMap|"
                            + "groupingBy(Concurrent)?|partitioningBy)"),
            Rule.of(
                    "asks where an object lies",
                    "java\\.lang\\.System\\.identityHashCode",
                    "java\\.lang\\.(Object|Enum)\\.hashCode",
                    "java\\.util\\.Objects\\.toIdentityString"),
            Rule.of("waits for a thread", "java\\.lang\\.Object\\.(wait|notify|notifyAll)"),
            Rule.of(
                    "takes time or chance from the machine",
                    "io\\.midge\\.loop\\.Clock\\.system",
                    "java\\.time\\.InstantSource\\.system",
                    "io\\.midge\\.loop\\.Entropy\\..*"));

    /** Whole classes. */
    private static final List<Rule> TYPES = List.of(
            Rule.of(
                    "knows threads",
                    "java\\.lang\\.(Thread|ThreadLocal|InheritableThreadLocal)(\\$.*)?",
                    "java\\.util\\.concurrent\\.locks\\.(LockSupport|Condition)",
                    "io\\.midge\\.loop\\.(Lanes|ThreadLane|IoLoop)(\\$.*)?"),
            Rule.of(
                    "waits for a thread",
                    "java\\.util\\.concurrent\\.(CompletableFuture|CompletionStage|Future|FutureTask|CountDownLatch|"
                            + "CyclicBarrier|Phaser|Semaphore|Exchanger|ExecutorService|\\w*Blocking\\w+|\\w*TransferQueue|"
                            + "SynchronousQueue|DelayQueue)"),
            Rule.of(
                    "waits for the collector",
                    "java\\.lang\\.ref\\.(Weak|Soft|Phantom)Reference|java\\.lang\\.ref\\.Cleaner"));

    private Determinism() {}

    static List<String> violations(Collection<JavaClass> classes) {
        TreeSet<String> complaints = new TreeSet<>();
        for (JavaClass type : classes) {
            if (!applies(type)) {
                continue;
            }
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                AccessTarget target = access.getTarget();
                String owner = target.getOwner().isEnum()
                        ? "java.lang.Enum"
                        : target.getOwner().getName();
                String member = owner + "." + target.getName();
                for (Rule rule : MEMBERS) {
                    if (rule.pattern().matcher(member).matches()) {
                        complaints.add(type.getName() + " " + rule.what() + ": " + access.getDescription());
                    }
                }
            }
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String known =
                        dependency.getTargetClass().getBaseComponentType().getName();
                for (Rule rule : TYPES) {
                    if (rule.pattern().matcher(known).matches()) {
                        complaints.add(type.getName() + " " + rule.what() + ": " + dependency.getDescription());
                    }
                }
            }
        }
        return List.copyOf(complaints);
    }

    private static boolean applies(JavaClass type) {
        return SIMULATED.matcher(type.getPackageName()).matches()
                && !REAL.contains(type.getName().replaceFirst("\\$.*", ""));
    }
}
