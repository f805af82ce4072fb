package io.rebalance.testkit.timeline;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import javax.imageio.ImageIO;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window, on files of its own. Pages and pictures are left in {@code target/timeline}. */
final class Browser implements AutoCloseable {

    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Path PLACE = Path.of("target", "timeline");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test if there is no Chromium; fails where there must be one. */
    static void require() {
        boolean isThere = CHROMIUM.canExecute() && DRIVER.canExecute();
        if (!isThere && Boolean.getBoolean("rebalance.ci")) {
            fail("chromium or chromedriver is missing in /usr/bin, and must not be where rebalance.ci is true");
        }
        assumeTrue(isThere, "chromium and chromium-driver are not installed");
    }

    static Browser start(boolean hasJavaScript) throws IOException {
        Files.createDirectories(PLACE);
        Path profile = Files.createTempDirectory(PLACE, "profile").toAbsolutePath();
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--window-size=1400,1000",
                "--user-data-dir=" + profile);
        if (!hasJavaScript) {
            options.setExperimentalOption("prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().implicitlyWait(Duration.ZERO);
        return new Browser(driver);
    }

    WebDriver driver() {
        return driver;
    }

    /** Writes the page, and shows it. */
    void open(String name, TimelinePage page) throws IOException {
        Path file = PLACE.resolve(name + ".html");
        page.write(file);
        driver.get(file.toUri().toString());
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    Object script(String text, Object... arguments) {
        return driver.executeScript(text, arguments);
    }

    /** Returns when the next frame has been drawn. */
    void nextFrame() {
        driver.executeAsyncScript(
                "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))");
    }

    void media(String feature, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("media", "", "features", List.of(Map.of("name", feature, "value", value))));
    }

    void onPaper() {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    }

    void width(int pixels) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What is in the window, also left as a file. */
    BufferedImage picture(String name) throws IOException {
        byte[] bytes = driver.getScreenshotAs(OutputType.BYTES);
        Files.write(PLACE.resolve(name + ".png"), bytes);
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    /** What the browser did on the network and has not been told yet, as its protocol says it. */
    List<String> traffic() {
        return messages(LogType.PERFORMANCE);
    }

    /** What the browser complained of and has not been told yet. */
    List<String> complaints() {
        return messages(LogType.BROWSER);
    }

    private List<String> messages(String type) {
        return driver.manage().logs().get(type).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
