package io.midge.house;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size and manners of sources. What is too long is listed with its exact size in {@code tidy-exceptions.txt}
 * ({@code LINES PATH} or {@code LINES PATH#Type.method}); a size that shrank must be written down, so that the list
 * can only become shorter.
 */
final class Tidy {
    static final int FILE_LINES = 500;
    static final int METHOD_LINES = 60;

    private static final Pattern BAD_NAME = Pattern.compile(".*(Impl|Manager|Helper|Utils?)");
    private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*.*?\\*/");
    private static final Pattern MAIN_SOURCE = Pattern.compile("(.*src/main/java/.*)/[^/]+\\.java");

    private Tidy() {}

    /** Files and methods above the limits, against the list of exceptions. */
    static List<String> sizes(Collection<JavaSource> sources, List<String> exceptions) {
        SortedMap<String, Integer> actual = new TreeMap<>();
        SortedMap<String, Integer> limits = new TreeMap<>();
        for (JavaSource source : sources) {
            actual.put(source.path(), source.lines());
            limits.put(source.path(), FILE_LINES);
            for (JavaSource.Method method : source.methods()) {
                String key = source.path() + "#" + method.name();
                actual.merge(key, method.lines(), Math::max);
                limits.put(key, METHOD_LINES);
            }
        }
        List<String> complaints = new ArrayList<>();
        Map<String, Integer> allowed = allowed(exceptions, complaints);
        allowed.forEach((key, recorded) -> {
            int now = actual.getOrDefault(key, 0);
            int limit = limits.getOrDefault(key, 0);
            if (now <= limit) {
                complaints.add(key + " is " + now + " lines: remove its entry from tidy-exceptions.txt");
            } else if (now < recorded) {
                complaints.add(key + " shrank from " + recorded + " to " + now + ": tighten tidy-exceptions.txt");
            }
        });
        actual.forEach((key, now) -> {
            int limit = Math.max(limits.getOrDefault(key, 0), allowed.getOrDefault(key, 0));
            if (now > limit) {
                complaints.add(key + " is " + now + " lines, " + limit + " are allowed: cut it in two");
            }
        });
        return complaints;
    }

    private static Map<String, Integer> allowed(List<String> exceptions, List<String> complaints) {
        Map<String, Integer> allowed = new TreeMap<>();
        for (String line : exceptions) {
            Matcher entry = Pattern.compile("(\\d+) (\\S+)").matcher(line);
            if (!entry.matches()) {
                complaints.add("tidy-exceptions.txt: not LINES PATH[#Type.method]: " + line);
            } else if (allowed.put(entry.group(2), Integer.parseInt(entry.group(1))) != null) {
                complaints.add("tidy-exceptions.txt: twice: " + entry.group(2));
            }
        }
        return allowed;
    }

    /** Types whose name says nothing. */
    static List<String> names(Collection<JavaSource> sources) {
        List<String> complaints = new ArrayList<>();
        for (JavaSource source : sources) {
            for (String type : source.types()) {
                if (BAD_NAME.matcher(type).matches()) {
                    complaints.add(source.path() + ": " + type + " needs a noun of its own");
                }
            }
        }
        return complaints;
    }

    /** Waiting for time to pass instead of for what is awaited. */
    static List<String> sleeps(Collection<JavaSource> sources) {
        List<String> complaints = new ArrayList<>();
        for (JavaSource source : sources) {
            source.sleeps().forEach(line -> complaints.add(source.path() + ":" + line + " sleeps"));
        }
        return complaints;
    }

    /** Marks of unfinished work. */
    static List<String> leftOvers(Map<String, String> files) {
        List<String> complaints = new ArrayList<>();
        files.forEach((path, text) -> {
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                Matcher mark = LEFT_OVER.matcher(line);
                if (mark.find()) {
                    complaints.add(path + ":" + number + " holds " + mark.group());
                }
            }
        });
        return complaints;
    }

    /** Every package of main code says in its package-info on which threads it runs. */
    static List<String> packages(Map<String, String> files) {
        TreeSet<String> packages = new TreeSet<>();
        for (String path : files.keySet()) {
            Matcher source = MAIN_SOURCE.matcher(path);
            if (source.matches()) {
                packages.add(source.group(1));
            }
        }
        List<String> complaints = new ArrayList<>();
        for (String dir : packages) {
            String info = files.get(dir + "/package-info.java");
            if (info == null) {
                complaints.add(dir + " has no package-info.java");
            } else if (JAVADOC.matcher(info)
                    .results()
                    .noneMatch(doc -> doc.group().contains("Threads:"))) {
                complaints.add(dir + "/package-info.java has no line \"Threads:\" in its Javadoc");
            }
        }
        return complaints;
    }
}
