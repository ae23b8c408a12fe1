using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>What is looked at on every page, on a phone and on a wide screen, light and dark: it is accessible as far as a program can tell and fits the window. Its pictures are kept on wish.</summary>
internal static class PageCheck
{
    private static readonly (int Width, int Height)[] Windows = [(1600, 1000), (360, 740)];

    /// <summary>Comes when the page has been laid out and painted in its new window.</summary>
    private const string Painted = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))";

    /// <summary>What is wrong with the page; empty for nothing. It is loaded once: the window and the colours are changed under it, as they are when a phone is turned or the evening comes.</summary>
    public static async Task<IReadOnlyList<string>> LookAsync(this IPage page, string name)
    {
        var faults = new List<string>();
        foreach (var (width, height) in Windows)
        {
            await page.SetViewportSizeAsync(width, height);
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.EvaluateAsync(Painted);
                var shown = $"{name}-{width}-{(scheme == ColorScheme.Dark ? "dark" : "light")}";
                faults.AddRange((await page.AuditAsync()).Select(fault => $"{shown}: {fault}"));
                var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                if (overflow > 0)
                {
                    faults.Add($"{shown} is {overflow} px wider than the window");
                }

                await page.KeepAsync(shown);
            }
        }

        return faults;
    }
}
