using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace HelpdeskMail.Integration.Tests;

/// <summary>
/// Uses the pages as a browser without scripts does: keeps cookies, follows redirects, fills in and sends forms as they stand in the page, hidden fields included.
/// </summary>
internal sealed class PageVisitor : IDisposable
{
    private static readonly HtmlParser Parser = new();
    private readonly HttpClient client = new(new HttpClientHandler { UseCookies = true, AllowAutoRedirect = true, MaxAutomaticRedirections = 20 });

    /// <summary>The page that was answered last.</summary>
    public IHtmlDocument Page { get; private set; } = Parser.ParseDocument("");

    /// <summary>Where it was found, redirects followed.</summary>
    public Uri Address { get; private set; } = new("about:blank");

    /// <summary>Its text as a person reads it.</summary>
    public string Text => Page.Body!.TextContent;

    public async Task OpenAsync(Uri address)
    {
        using var answer = await client.GetAsync(address);
        await TakeAsync(answer);
    }

    /// <summary>Fills in the form that holds an element and sends it.</summary>
    /// <param name="selector">CSS selector of the form, or of its button (whose name and value are sent too).</param>
    /// <param name="values">Fields by name; those not named keep what the page holds.</param>
    public async Task SendFormAsync(string selector, params (string Name, string Value)[] values)
    {
        var element = Page.QuerySelector(selector) ?? throw new InvalidOperationException($"There is no {selector} on {Address}:\n{Text}");
        var form = element as IHtmlFormElement ?? element.Closest("form") as IHtmlFormElement
            ?? (IHtmlFormElement)Page.GetElementById(element.GetAttribute("form")!)!;
        var fields = form.Elements.Where(IsSent).Select(field => KeyValuePair.Create(field.GetAttribute("name")!, ValueOf(field))).ToList();
        if (element is IHtmlButtonElement { Name.Length: > 0 } button)
        {
            fields.Add(KeyValuePair.Create(button.Name, button.Value));
        }

        foreach (var (name, value) in values)
        {
            fields.RemoveAll(field => field.Key == name);
            fields.Add(KeyValuePair.Create(name, value));
        }

        var target = new Uri(Address, (element.GetAttribute("formaction") ?? form.GetAttribute("action")) is { Length: > 0 } action ? action : Address.PathAndQuery);
        if (string.Equals(form.Method, "get", StringComparison.OrdinalIgnoreCase))
        {
            using var query = new FormUrlEncodedContent(fields);
            await OpenAsync(new Uri($"{target.GetLeftPart(UriPartial.Path)}?{await query.ReadAsStringAsync()}"));
            return;
        }

        using var content = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(target, content);
        await TakeAsync(answer);
    }

    public void Dispose() => client.Dispose();

    private async Task TakeAsync(HttpResponseMessage answer)
    {
        Address = answer.RequestMessage!.RequestUri!;
        Page = Parser.ParseDocument(await answer.Content.ReadAsStringAsync());
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{Address} answered {(int)answer.StatusCode}:\n{Text}");
        }
    }

    private static bool IsSent(IElement field) =>
        field.GetAttribute("name") is { Length: > 0 }
        && !field.HasAttribute("disabled")
        && field is not IHtmlButtonElement
        && field is not IHtmlInputElement { Type: "submit" or "button" or "image" or "file" }
        && field is not IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false };

    private static string ValueOf(IElement field) => field switch
    {
        IHtmlInputElement input => input.Value,
        IHtmlTextAreaElement area => area.Value,
        IHtmlSelectElement select => select.Value ?? "",
        _ => "",
    };
}
