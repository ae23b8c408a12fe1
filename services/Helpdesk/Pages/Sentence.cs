using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>
/// A whole sentence from the resources with markup at its places, so that a language can put them where they belong: a link, a moment, words of a user. The sentence itself is never read as markup.
/// </summary>
public sealed partial class Sentence : ComponentBase
{
    /// <summary>The sentence as it stands in the resources, with its places <c>{0}</c> to <c>{2}</c> still in it.</summary>
    [Parameter, EditorRequired] public string Text { get; set; } = "";

    /// <summary>What stands at <c>{0}</c>.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>What stands at <c>{1}</c>.</summary>
    [Parameter] public RenderFragment? Second { get; set; }

    /// <summary>What stands at <c>{2}</c>.</summary>
    [Parameter] public RenderFragment? Third { get; set; }

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        foreach (var part in Places().Split(Text))
        {
            switch (part)
            {
                case "{0}":
                    builder.AddContent(0, ChildContent);
                    break;
                case "{1}":
                    builder.AddContent(1, Second);
                    break;
                case "{2}":
                    builder.AddContent(2, Third);
                    break;
                default:
                    builder.AddContent(3, part);
                    break;
            }
        }
    }

    [GeneratedRegex(@"(?<place>\{[0-2]\})", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Places();
}
