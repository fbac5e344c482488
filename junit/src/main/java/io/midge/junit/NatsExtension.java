package io.midge.junit;

import io.midge.NatsServer;
import io.midge.junit.NatsTest.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the server of {@link NatsTest} in the store of the class or method that it serves, which closes it. */
final class NatsExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(NatsExtension.class);

    /** What JUnit closes at the end of the scope. */
    private record Running(NatsServer server, Optional<Path> directory) implements AutoCloseable {
        static Running start(boolean jetStream) {
            NatsServer.Builder builder = NatsServer.builder().host("127.0.0.1").port(0);
            if (!jetStream) {
                return new Running(builder.start(), Optional.empty());
            }
            try {
                Path directory = Files.createTempDirectory("nats-test");
                return new Running(builder.jetStream(directory).start(), Optional.of(directory));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            if (directory.isPresent()) {
                remove(directory.get());
            }
        }

        private static void remove(Path directory) throws IOException {
            List<Path> all;
            try (Stream<Path> found = Files.walk(directory)) {
                all = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }

    /** The class that carries the annotation, and the annotation. */
    private record Owner(ExtensionContext context, NatsTest annotation) {}

    NatsExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == NatsServer.class || (type == String.class && parameter.isAnnotated(NatsUrl.class));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        NatsServer server = server(context);
        return parameter.getParameter().getType() == NatsServer.class ? server : server.url();
    }

    @SuppressWarnings("deprecation") // its successor is not in JUnit 5
    private static NatsServer server(ExtensionContext context) {
        Owner owner = owner(context);
        ExtensionContext scope = owner.context();
        if (owner.annotation().scope() == Scope.METHOD) {
            if (context.getTestMethod().isEmpty()) {
                throw new ParameterResolutionException("a server per method serves parameters of test methods and of"
                        + " methods that run for each of them; use Scope.CLASS for anything else");
            }
            scope = context;
        }
        boolean jetStream = owner.annotation().jetStream();
        Running running = scope.getStore(NAMESPACE)
                .getOrComputeIfAbsent(Running.class, key -> Running.start(jetStream), Running.class);
        return Objects.requireNonNull(running).server();
    }

    /** The outermost class context whose class carries the annotation: nested classes share its server. */
    private static Owner owner(ExtensionContext context) {
        Owner found = null;
        for (Optional<ExtensionContext> at = Optional.of(context);
                at.isPresent();
                at = at.get().getParent()) {
            Optional<AnnotatedElement> element = at.get().getElement();
            if (element.isPresent() && element.get() instanceof Class<?> type) {
                NatsTest annotation = type.getAnnotation(NatsTest.class);
                if (annotation != null) {
                    found = new Owner(at.get(), annotation);
                }
            }
        }
        if (found == null) {
            throw new ParameterResolutionException("no @NatsTest on the class or around it");
        }
        return found;
    }
}
