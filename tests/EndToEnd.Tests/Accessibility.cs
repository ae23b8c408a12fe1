using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>An automated audit by the rules of WCAG 2.2 AA, as axe-core knows them.</summary>
internal static class Accessibility
{
    private const string Run =
        """
        async () => {
          const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], iframes: false, resultTypes: ["violations"] });
          return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n").slice(1, 3).join(";").trim()}`));
        }
        """;

    private static readonly Lazy<string> Script = new(() => new BundledAxeScriptProvider().GetScript());

    /// <summary>What the audit finds wrong in the page as it stands; empty for nothing.</summary>
    public static async Task<IReadOnlyList<string>> AuditAsync(this IPage page)
    {
        // Given by the browser's driver, so the page's own policy stays as strict as it is.
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Script.Value);
        }

        return await page.EvaluateAsync<string[]>(Run);
    }
}
