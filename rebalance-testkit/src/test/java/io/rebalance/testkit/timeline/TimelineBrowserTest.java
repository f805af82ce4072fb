package io.rebalance.testkit.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** A page in a real browser: what is seen, and what the pointer and the keys do. */
class TimelineBrowserTest {

    private static final Pattern URL =
            Pattern.compile("\"method\":\"Network\\.requestWillBeSent\".*?\"url\":\"([^\"]+)\"");

    private static final int MOST_FRAMES = 10_000;

    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        Browser.require();
        browser = Browser.start(true);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private static TimelinePage page() {
        return TimelinePage.of(
                "Rolling deploy",
                "Each process is stopped, and started again 4 s later.",
                List.of(
                        SampleTimelines.eager(6, 12),
                        SampleTimelines.cooperative(6, 12),
                        SampleTimelines.ofStaticMembers(6, 12)));
    }

    @BeforeEach
    void open() throws IOException {
        browser.width(1400);
        browser.media("prefers-color-scheme", "light");
        browser.open("page", page());
    }

    private static String focused(String attribute) {
        return browser.driver().switchTo().activeElement().getAttribute(attribute);
    }

    private static void press(CharSequence... keys) {
        new Actions(browser.driver()).sendKeys(keys).perform();
    }

    private static void hover(WebElement element) {
        browser.script("arguments[0].scrollIntoView({block: 'center'})", element);
        browser.nextFrame();
        new Actions(browser.driver()).moveToElement(element).perform();
    }

    private static void tabTo(String className) {
        for (int i = 0; i < 12 && !className.equals(focused("class")); i++) {
            press(Keys.TAB);
        }
        assertThat(focused("class")).isEqualTo(className);
    }

    private static void await(Supplier<Boolean> condition) {
        for (int i = 0; i < MOST_FRAMES && !condition.get(); i++) {
            browser.nextFrame();
        }
        assertThat(condition.get()).isTrue();
    }

    private static String head() {
        return browser.one("#chart0 .head").getAttribute("transform");
    }

    private static double headX() {
        Matcher x = Pattern.compile("translate\\(([0-9.]+)").matcher(head());
        assertThat(x.find()).isTrue();
        return Double.parseDouble(x.group(1));
    }

    private static int colours(BufferedImage picture) {
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                colours.add(picture.getRGB(x, y));
            }
        }
        return colours.size();
    }

    /** How bright the corner is, from 0 to 255. */
    private static int brightness(BufferedImage picture) {
        int rgb = picture.getRGB(2, 2);
        return ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 3;
    }

    @Test
    void page_opened_showsLanesSpansAndRounds() throws IOException {
        BufferedImage picture = browser.picture("light");

        assertThat(colours(picture)).isGreaterThan(100);
        assertThat(brightness(picture)).isGreaterThan(200);
        assertThat(browser.all("svg.chart")).hasSize(3);
        assertThat(browser.all("#chart0 .names text")).hasSize(6);
        assertThat(browser.all("#chart0 .round")).hasSize(13);
        assertThat(browser.all("#chart2 .round")).hasSize(1);
        assertThat(browser.all("#chart0 .spans path")).hasSizeGreaterThanOrEqualTo(12);
        assertThat(browser.all("#chart0 .spans path"))
                .allSatisfy(path -> assertThat(path.getSize().getWidth()).isPositive());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void page_opened_asksNobodyForAnything() throws IOException {
        browser.traffic(); // of the page that the browser began with
        browser.open("page", page());
        browser.one(".toggle").click();
        browser.nextFrame();
        Set<String> urls = new HashSet<>();
        for (String message : browser.traffic()) {
            Matcher url = URL.matcher(message);
            if (url.find()) {
                urls.add(url.group(1));
            }
        }

        assertThat(urls).as("the page itself is in the log").anyMatch(url -> url.endsWith("/page.html"));
        assertThat(urls).allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
    }

    @Test
    void round_underThePointer_tellsItsCause() throws IOException {
        WebElement tip = browser.one(".tip");
        assertThat(tip.isDisplayed()).isFalse();

        hover(browser.all("#chart0 .round rect").get(3));

        assertThat(tip.isDisplayed()).isTrue();
        assertThat(tip.getText()).contains("Generation 4", "member left: w1", "<3 s> ago");
        browser.picture("round");
    }

    @Test
    void span_underThePointer_tellsPartitionAndTime_andFollowsIt() throws IOException {
        hover(browser.one("#chart2 .spans .p4"));

        assertThat(browser.one(".tip").getText())
                .containsPattern("orders-4 on w\\d")
                .contains(" s");
        assertThat(browser.one("#chart2 .spans").getAttribute("class")).contains("one");
        assertThat(browser.all("#chart2 .spans .it"))
                .allMatch(path -> path.getAttribute("class").contains("p4"));
        browser.picture("span");
    }

    @Test
    void keys_inAChart_stepFromRoundToRoundAndThroughTheLanes() throws IOException {
        tabTo("round");
        assertThat(focused("aria-label")).contains("Generation 1 at").contains("member joined: w0");
        press(Keys.ARROW_RIGHT);
        press(Keys.ARROW_RIGHT);
        assertThat(focused("aria-label")).contains("Generation 3 at 10.0 s").contains("member joined: w0");
        assertThat(browser.one(".tip").getText()).contains("Generation 3 ");
        browser.picture("focus");
        press(Keys.ARROW_LEFT);
        assertThat(focused("aria-label")).contains("Generation 2 ");
        press(Keys.END);
        assertThat(focused("aria-label")).contains("Generation 13 ");
        press(Keys.ARROW_DOWN);
        assertThat(focused("aria-label")).contains("orders-0 on w0");
        press(Keys.ARROW_UP);
        assertThat(focused("aria-label")).contains("Generation 13 ");
    }

    @Test
    void round_focused_isWhereThePlayHeadIs() {
        tabTo("round");
        double before = headX();
        press(Keys.ARROW_RIGHT);

        assertThat(headX()).isGreaterThan(before);
        assertThat(browser.one(".clock").getText()).isEqualTo("9.1 s");
    }

    @Test
    void space_onARound_playsAndPauses() throws IOException {
        tabTo("round");
        double before = headX();
        press(" ");
        await(() -> headX() > before + 20);
        assertThat(browser.one(".toggle").getText()).isEqualTo("Pause");
        press(" ");
        assertThat(browser.one(".toggle").getText()).isEqualTo("Play");
        String paused = head();
        browser.nextFrame();
        browser.nextFrame();
        assertThat(head()).isEqualTo(paused);
        browser.picture("played");
    }

    @Test
    void playing_toTheEnd_stops() {
        browser.script(
                "const s = document.querySelector('.scrub'); s.value = 990; s.dispatchEvent(new Event('input'));");
        press(Keys.ENTER);

        await(() -> browser.one(".toggle").getText().equals("Play"));
        assertThat(browser.one(".clock").getText()).isEqualTo("1:22.0");
    }

    @Test
    void playing_withReducedMotion_stepsFromRoundToRound() throws IOException {
        browser.media("prefers-reduced-motion", "reduce");
        browser.open("page", page());
        browser.script("""
                const clock = document.querySelector('.clock');
                window.told = [];
                new MutationObserver(() => window.told.push(clock.textContent)).observe(clock, {childList: true});
                """);
        browser.one(".toggle").click();

        // all that the clock ever says, however seldom it is looked at
        await(() -> browser.script("return window.told.length") instanceof Long times && times >= 3);
        browser.one(".toggle").click();
        assertThat(browser.script("return window.told.slice(0, 3).join()")).isEqualTo("6.0 s,10.0 s,18.0 s");
    }

    @Test
    void page_inTheDark_isDark() throws IOException {
        browser.media("prefers-color-scheme", "dark");
        BufferedImage picture = browser.picture("dark");

        assertThat(brightness(picture)).isLessThan(60);
        assertThat(colours(picture)).isGreaterThan(100);
    }

    @Test
    void page_onPaper_hasNoControls() throws IOException {
        assertThat(browser.one(".controls").isDisplayed()).isTrue();
        browser.onPaper();

        assertThat(browser.one(".controls").isDisplayed()).isFalse();
        assertThat(browser.one("svg.chart").isDisplayed()).isTrue();
        browser.media("prefers-color-scheme", "light");
    }

    @Test
    void page_ofFiftyProcesses_showsThemAll() throws IOException {
        browser.open("fifty", TimelinePage.of("Rolling deploy", "", SampleTimelines.ofAllProtocols()));
        browser.one("#chart0 .round:nth-of-type(60)").click();

        assertThat(browser.all("#chart0 .names text")).hasSize(50);
        assertThat(browser.one(".tip").getText()).contains("Generation");
        assertThat(browser.complaints()).isEmpty();
        browser.picture("fifty");
    }

    @Test
    void page_inANarrowWindow_scrollsOnlyItsCharts() throws IOException {
        browser.width(380);
        BufferedImage picture = browser.picture("narrow");

        assertThat(colours(picture)).isGreaterThan(50);
        assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        assertThat(browser.script(
                        "const w = document.querySelector('section .wide');" + " return w.scrollWidth > w.clientWidth"))
                .isEqualTo(true);
    }

    @Test
    void page_withoutJavaScript_showsEverythingButTheControls() throws IOException {
        try (Browser plain = Browser.start(false)) {
            plain.open("plain", page());
            BufferedImage picture = plain.picture("plain");

            assertThat(colours(picture)).isGreaterThan(100);
            assertThat(plain.one(".controls").isDisplayed())
                    .as("no JavaScript ran")
                    .isFalse();
            assertThat(plain.all("#chart0 .round title")).hasSize(13);
            assertThat(plain.all("#chart0 .spans path title")).isNotEmpty();
            assertThat(plain.one("#chart0 desc").getAttribute("textContent")).contains("6 processes, 12 partitions");
            plain.one("details summary").click();
            assertThat(plain.one("details li:nth-child(2)").getText()).contains("Generation 2 ", "member left: w0");
        }
    }
}
