package io.rebalance.kafka.demo;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration: five chapters about what a consumer group does, played by real Kafka clients.
 *
 * <p>Exit codes: 0 if all is well; 1 if a record is lost, a partition had two owners, or something is left behind; 2 if
 * a chapter did not come to what it was to show.
 */
public final class Demo {

    private static final List<Chapter> CHAPTERS = List.of(
            new SharingChapter(),
            new IdleChapter(),
            new DeathChapter(),
            new SlowHandlerChapter(),
            new RollingRestartChapter());

    private Demo() {}

    /** Plays all chapters, and ends by itself. Takes no arguments. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int code = play(System.out).exitCode();
        if (code != Verdict.GOOD.exitCode()) {
            System.exit(code);
        }
    }

    private static Verdict play(PrintStream out) throws IOException, InterruptedException {
        Threads threads = new Threads();
        Timeline timeline = new Timeline(out, isTerminal(), System::nanoTime);
        Verdict verdict;
        try (Stage stage = new Stage(timeline)) {
            timeline.say("rebalance: real Kafka clients, and an embedded coordinator on " + stage.bootstrapServers());
            timeline.say("five chapters, less than a minute");
            String cutShort = play(stage);
            verdict = new Summary(stage, cutShort).tell();
        }
        List<String> left = threads.left(Duration.ofSeconds(10));
        if (!left.isEmpty()) {
            timeline.say("WRONG: threads left behind: " + left);
            return Verdict.BROKEN_PROMISE;
        }
        return verdict;
    }

    /** @return what was waited for in vain; null if all went well */
    private static @Nullable String play(Stage stage) throws InterruptedException {
        for (Chapter chapter : CHAPTERS) {
            stage.timeline().heading(chapter.title(), chapter.teaching());
            try {
                chapter.play(stage);
            } catch (ChapterFailedException e) {
                stage.timeline().alarm("FAILED", e.what());
                return "chapter " + chapter.title() + ": " + e.what();
            }
        }
        return null;
    }

    /** Whether colours are welcome. */
    @SuppressWarnings("SystemConsoleNull") // no console is one answer, a console without a terminal is asked for below
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // from JDK 22 on there may be a console without a terminal
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
