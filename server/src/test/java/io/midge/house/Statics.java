package io.midge.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Two servers in one JVM share nothing, so a static field is a constant: final, and of a type that does not change.
 * Arrays can change; a class that holds constant ones stands in {@code static-arrays.txt}, and they are not public.
 */
final class Statics {
    private static final Pattern IMMUTABLE =
            Pattern.compile("java\\.lang\\.(String|Class|Boolean|Byte|Short|Character|Integer|Long|Float|Double)"
                    + "|java\\.lang\\.invoke\\.(VarHandle|MethodHandle)"
                    + "|java\\.lang\\.foreign\\.(ValueLayout|MemoryLayout|StructLayout|FunctionDescriptor).*"
                    + "|java\\.math\\.Big(Integer|Decimal)|java\\.net\\.URI|java\\.nio\\.ByteOrder"
                    + "|java\\.nio\\.charset\\.Charset|java\\.nio\\.file\\.Path"
                    + "|java\\.time\\.[\\w.]+"
                    + "|java\\.util\\.(HexFormat|Locale|Optional\\w*|UUID|Comparator|Base64\\$\\w+|regex\\.Pattern)"
                    + "|java\\.util\\.concurrent\\.atomic\\.Atomic\\w+FieldUpdater"
                    + "|java\\.util\\.function\\.\\w+");

    /** As interfaces they hide what they hold; see {@link #builtByHand}. */
    private static final Set<String> COLLECTIONS =
            Set.of("java.util.List", "java.util.Set", "java.util.Map", "java.util.SequencedCollection");

    private Statics() {}

    static List<String> violations(Collection<JavaClass> classes, Collection<String> arrays) {
        TreeSet<String> complaints = new TreeSet<>();
        TreeSet<String> unused = new TreeSet<>(arrays);
        for (JavaClass type : classes) {
            for (JavaField field : type.getFields()) {
                Set<JavaModifier> modifiers = field.getModifiers();
                if (!modifiers.contains(JavaModifier.STATIC) || modifiers.contains(JavaModifier.SYNTHETIC)) {
                    continue;
                }
                if (!modifiers.contains(JavaModifier.FINAL)) {
                    complaints.add(field.getFullName() + " is static and not final");
                } else if (field.getRawType().isArray()) {
                    unused.remove(type.getName());
                    if (!arrays.contains(type.getName()) || modifiers.contains(JavaModifier.PUBLIC)) {
                        complaints.add(field.getFullName() + " is a static array: name its class in static-arrays.txt"
                                + " and keep it from being public, or make it a record or a List");
                    }
                } else if (!immutable(field.getRawType(), new HashSet<>())) {
                    if (arrays.contains(type.getName() + "." + field.getName())) {
                        unused.remove(type.getName() + "." + field.getName());
                        continue;
                    }
                    complaints.add(field.getFullName() + " is static and may change: "
                            + field.getRawType().getName());
                }
            }
            complaints.addAll(builtByHand(type));
        }
        unused.forEach(name -> complaints.add("static-arrays.txt: " + name + " has no static array: remove it"));
        return List.copyOf(complaints);
    }

    /** A static List, Set or Map must come from {@code List.of} and its like, not from a constructor. */
    private static List<String> builtByHand(JavaClass type) {
        boolean holds = type.getFields().stream()
                .anyMatch(field -> field.getModifiers().contains(JavaModifier.STATIC)
                        && COLLECTIONS.contains(field.getRawType().getName()));
        List<String> complaints = new ArrayList<>();
        if (holds && type.getStaticInitializer().isPresent()) {
            for (JavaConstructorCall call : type.getStaticInitializer().get().getConstructorCallsFromSelf()) {
                if (call.getTargetOwner().getPackageName().matches("java\\.util(\\.concurrent)?")) {
                    complaints.add(type.getName() + " builds a static collection by hand: " + call.getDescription());
                }
            }
        }
        return complaints;
    }

    private static boolean immutable(JavaClass type, Set<String> seen) {
        String name = type.getName();
        if (type.isPrimitive()
                || type.isEnum()
                || type.isRecord()
                || COLLECTIONS.contains(name)
                || IMMUTABLE.matcher(name).matches()
                || !seen.add(name)) {
            return true;
        }
        if (!name.startsWith(Layers.BASE + ".")) {
            return false;
        }
        return type.isInterface() ? stateless(type) : fixed(type, seen);
    }

    /** An interface of ours with one method to implement: a lambda. */
    private static boolean stateless(JavaClass type) {
        return type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.ABSTRACT))
                        .count()
                == 1;
    }

    /** A class of ours whose fields, inherited ones included, are final and do not change either. */
    private static boolean fixed(JavaClass type, Set<String> seen) {
        return type.getAllFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL)
                        && (field.getRawType().isArray() || immutable(field.getRawType(), seen)));
    }
}
