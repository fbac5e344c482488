package io.midge.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a NATS server on a free port of the loopback interface, and closes it afterwards. Constructors,
 * test methods and lifecycle methods may take it as a {@code NatsServer}, or its URL as a {@link NatsUrl} string.
 * It starts when it is first asked for.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NatsExtension.class)
public @interface NatsTest {
    /** How long one server serves. */
    Scope scope() default Scope.CLASS;

    /** Whether it has JetStream, in a directory of its own that goes with the server. */
    boolean jetStream() default false;

    /** What shares a server. */
    enum Scope {
        /** All tests of the class, those of its nested classes included. */
        CLASS,
        /** One test method with its lifecycle methods; a parameter of a constructor or of a method for all is refused. */
        METHOD
    }
}
