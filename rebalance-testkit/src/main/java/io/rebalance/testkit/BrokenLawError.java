package io.rebalance.testkit;

/**
 * An assignor breaks a law. The message names the law, shows a small group with which it is broken, as {@link
 * SampleGroup#parse} reads it, and the answers that show it.
 */
public final class BrokenLawError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final AssignorLaw law;
    private final transient SampleGroup group;

    BrokenLawError(String assignor, AssignorLaw law, String found, SampleGroup group, Breach breach) {
        super(message(assignor, law, found, group, breach), breach.cause());
        this.law = law;
        this.group = group;
    }

    private static String message(String assignor, AssignorLaw law, String found, SampleGroup group, Breach breach) {
        String text = group.toText();
        return assignor + " breaks " + law + ", " + law.rule() + ": " + breach.what() + "\n"
                + found + "\n"
                + "group:\n" + (text.isEmpty() ? "  # neither topics nor members\n" : text.indent(2))
                + breach.shown();
    }

    /** The law that is broken. */
    public AssignorLaw law() {
        return law;
    }

    /** A group with which it is broken, as small as could be found. */
    public SampleGroup group() {
        return group;
    }
}
