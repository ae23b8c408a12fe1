using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>What is looked at on every page: it is accessible as far as a program can tell and fits the window. Its picture is kept on wish.</summary>
internal static class PageCheck
{
    /// <summary>What is wrong with the page as it stands; empty for nothing.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(this IPage page, string name, int width, ColorScheme scheme)
    {
        var faults = (await page.AuditAsync()).Select(fault => $"{name}: {fault}").ToList();
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (overflow > 0)
        {
            faults.Add($"{name} is {overflow} px wider than the window");
        }

        await page.KeepAsync($"{name}-{width}-{(scheme == ColorScheme.Dark ? "dark" : "light")}");
        return faults;
    }
}
