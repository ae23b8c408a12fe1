using System.Text.Json;

namespace HelpdeskMail.AppHost.LocalHosting.Page;

/// <summary>JSON as the page's script and other programs read it.</summary>
internal static class PageJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web);
}
