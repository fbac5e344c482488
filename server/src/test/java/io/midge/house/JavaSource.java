package io.midge.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the gates want to know about one source file, read from the compiler's syntax tree. */
record JavaSource(
        String path, int lines, List<String> types, List<Method> methods, List<Integer> sleeps, List<Test> tests) {

    /** A method, constructor or initialiser block, annotations included, comment above it not. */
    record Method(String name, int line, int lines) {}

    /** A test method by its name, and by its display name if it has one. */
    record Test(String method, String display) {}

    /** Parses all of them at once; a file that does not parse is the compiler's to report. */
    static List<JavaSource> parse(Map<String, String> files) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Text> texts = files.entrySet().stream()
                .map(file -> new Text(file.getKey(), file.getValue()))
                .toList();
        if (texts.isEmpty()) {
            return List.of();
        }
        JavacTask task = (JavacTask) compiler.getTask(null, null, problem -> {}, List.of("-proc:none"), null, texts);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<JavaSource> parsed = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                Reader reader = new Reader(unit, positions);
                reader.scan(unit, "");
                parsed.add(reader.source());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parsed;
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String path;
        private final String text;

        Text(String path, String text) {
            super(URI.create("memory:///" + path.replace(" ", "%20")), JavaFileObject.Kind.SOURCE);
            this.path = path;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }

        @Override
        public String getName() {
            return path;
        }
    }

    /** Walks one file; what is handed down is the name of the enclosing type. */
    private static final class Reader extends TreeScanner<@Nullable Void, String> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final LineMap lineMap;
        private final List<String> types = new ArrayList<>();
        private final List<Method> methods = new ArrayList<>();
        private final List<Integer> sleeps = new ArrayList<>();
        private final List<Test> tests = new ArrayList<>();

        Reader(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.lineMap = unit.getLineMap();
        }

        JavaSource source() throws IOException {
            JavaFileObject file = unit.getSourceFile();
            int lines = (int) file.getCharContent(true).toString().lines().count();
            return new JavaSource(file.getName(), lines, types, methods, sleeps, tests);
        }

        @Override
        public @Nullable Void visitClass(ClassTree tree, String outer) {
            String name = tree.getSimpleName().toString();
            String type = name.isEmpty() || outer.isEmpty() ? outer + name : outer + "." + name;
            if (!name.isEmpty()) {
                types.add(name);
            }
            for (Tree member : tree.getMembers()) {
                if (member instanceof BlockTree block) {
                    add(type + ".<init>", block);
                }
            }
            return super.visitClass(tree, type);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree tree, String type) {
            add(type + "." + tree.getName(), tree);
            String display = "";
            boolean test = false;
            for (AnnotationTree annotation : tree.getModifiers().getAnnotations()) {
                String name = annotation.getAnnotationType().toString();
                test |= name.contains("Test");
                if (name.endsWith("DisplayName")) {
                    display =
                            annotation.toString().replaceFirst("^[^\"]*\"", "").replaceFirst("\"[^\"]*$", "");
                }
            }
            if (test) {
                tests.add(new Test(tree.getName().toString(), display));
            }
            return super.visitMethod(tree, type);
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, String type) {
            String called = tree.getMethodSelect().toString();
            boolean receiverSleeps = tree.getMethodSelect() instanceof MemberSelectTree select
                    && select.getIdentifier().contentEquals("sleep")
                    && sleeps(select.getExpression().toString());
            if (receiverSleeps || called.equals("sleep")) {
                sleeps.add(line(positions.getStartPosition(unit, tree)));
            }
            return super.visitMethodInvocation(tree, type);
        }

        private static boolean sleeps(String receiver) {
            return receiver.equals("Thread")
                    || receiver.equals("java.lang.Thread")
                    || receiver.contains("TimeUnit")
                    || receiver.matches("(NANO|MICRO|MILLI)?SECONDS|MINUTES|HOURS|DAYS");
        }

        private void add(String name, Tree tree) {
            int first = line(positions.getStartPosition(unit, tree));
            int last = line(positions.getEndPosition(unit, tree));
            methods.add(new Method(name, first, last - first + 1));
        }

        private int line(long position) {
            return position < 0 ? 0 : (int) lineMap.getLineNumber(position);
        }
    }
}
