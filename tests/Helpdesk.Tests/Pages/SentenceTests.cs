using HelpdeskMail.Helpdesk.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

public sealed class SentenceTests
{
    [Theory]
    [InlineData("The code ends {0}.", "The code ends <b>one</b>.")]
    [InlineData("{1} before {0}, {2}", "<b>two</b> before <b>one</b>, <b>three</b>")]
    [InlineData("<i>{0}</i> {3}", "&lt;i&gt;<b>one</b>&lt;/i&gt; {3}")]
    [InlineData("Nothing of it.", "Nothing of it.")]
    public async Task Sentence_has_its_parts_where_its_words_name_them(string text, string shown)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);

        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Sentence>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(Sentence.Text)] = text,
            [nameof(Sentence.ChildContent)] = Bold("one"),
            [nameof(Sentence.Second)] = Bold("two"),
            [nameof(Sentence.Third)] = Bold("three"),
        }))).ToHtmlString());

        html.ShouldBe(shown);
    }

    private static RenderFragment Bold(string words) => builder => builder.AddMarkupContent(0, $"<b>{words}</b>");
}
