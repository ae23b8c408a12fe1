using HelpdeskMail.Fixtures;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>Keeps pictures of pages on the way through a test, for the documentation: <c>docs/make-pictures</c>.</summary>
internal static class Picture
{
    /// <summary>Keeps what the window shows; does nothing unless pictures are asked for.</summary>
    public static async Task KeepAsync(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("HELPDESKMAIL_PICTURES") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(RepositoryRoot.Path, folder, $"{name}.jpg"), Type = ScreenshotType.Jpeg, Quality = 75, Animations = ScreenshotAnimations.Disabled });
        }
    }
}
