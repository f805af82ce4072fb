package io.rebalance.zoo;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What other classes can see of a class. A mutant that takes away some of that does not link, which is no bug that a lane finds. */
final class Signatures {

    private Signatures() {}

    /**
     * Requires of classes that they have all that the classes of the same names have on the class path; they may have more.
     *
     * @param names of the classes; those that the class path does not have are passed over
     * @param mutants where the classes are that others are compared with
     * @throws AssertionError if something is missing
     */
    static void requireAll(Set<String> names, ClassLoader mutants) {
        for (String name : names) {
            try {
                Set<String> missing = visible(Class.forName(name, false, Signatures.class.getClassLoader()));
                missing.removeAll(visible(Class.forName(name, false, mutants)));
                if (!missing.isEmpty()) {
                    throw new AssertionError("a mutant must link: it has no " + missing);
                }
            } catch (ClassNotFoundException e) {
                continue; // a class of the mutant alone: nobody else knows it
            }
        }
    }

    private static Set<String> visible(Class<?> type) {
        return Stream.<Stream<? extends Member>>of(
                        Stream.of(type.getDeclaredConstructors()),
                        Stream.of(type.getDeclaredMethods()),
                        Stream.of(type.getDeclaredFields()))
                .flatMap(members -> members)
                .filter(member -> !member.isSynthetic() && !Modifier.isPrivate(member.getModifiers()))
                .map(Signatures::text)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Without what others are not linked by, such as what it throws. */
    private static String text(Member member) {
        String kind = Modifier.isStatic(member.getModifiers()) ? "static " : "";
        String of = member.getDeclaringClass().getName() + "." + member.getName();
        if (member instanceof Executable executable) {
            String parameters = Stream.of(executable.getParameterTypes())
                    .map(Class::getName)
                    .collect(Collectors.joining(", ", "(", ")"));
            String result =
                    member instanceof Method method ? method.getReturnType().getName() + " " : "";
            return kind + result + of + parameters;
        }
        return kind + ((Field) member).getType().getName() + " " + of;
    }
}
