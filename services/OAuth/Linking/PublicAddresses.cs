using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>The addresses that browsers use: this service's own and the helpdesk's, the only one a browser is ever sent back to.</summary>
public sealed class PublicAddresses(IOptions<OAuthSettings> own, IOptions<HelpdeskSettings> helpdesk)
{
    /// <summary>Path of the callback.</summary>
    public const string CallbackPath = "/oauth/callback";

    /// <summary>Path where a browser begins.</summary>
    public const string StartPath = "/oauth/start";

    /// <summary>Where the identity provider sends the browser back to; registered there letter for letter.</summary>
    public string Callback => Own + CallbackPath;

    /// <summary>Whether browsers reach this service over https, so that its cookies may be kept to that.</summary>
    public bool IsHttps => Own.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Path of its cookies as browsers see it: a proxy may serve this service under a path of its own.</summary>
    public string CookiePath => $"{new Uri(Own).AbsolutePath.TrimEnd('/')}/oauth";

    /// <summary>The helpdesk's list of system emails.</summary>
    public string HelpdeskSystemEmails => $"{Helpdesk}/system-emails";

    /// <summary>The helpdesk's page of the alerts.</summary>
    public string AlertsPage => $"{Helpdesk}/alerts";

    private string Own => own.Value.PublicAddress.TrimEnd('/');

    private string Helpdesk => helpdesk.Value.PublicAddress.TrimEnd('/');

    /// <summary>The helpdesk's page of a system email.</summary>
    public string SystemEmailPage(Guid id) => $"{HelpdeskSystemEmails}/{id}";

    /// <summary>Where an admin's browser begins an attempt.</summary>
    public string Start(Guid linkId, string key) => $"{Own}{StartPath}?link={linkId:N}&key={key}";

    /// <summary>The helpdesk page an attempt returns to, with the attempt in its query.</summary>
    /// <param name="path">A path that <see cref="IsReturnPath"/> has passed.</param>
    /// <param name="linkId">The attempt.</param>
    public string Return(string path, Guid linkId) => $"{Helpdesk}{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}link={linkId}";

    /// <summary>
    /// Whether <paramref name="path"/> stays on the helpdesk however a browser reads it: one slash first, no backslash, no control characters, no fragment, no dot segments that could
    /// climb, 500 characters at most.
    /// </summary>
    public static bool IsReturnPath(string path) =>
        path.Length is > 0 and <= 500
        && path[0] == '/'
        && (path.Length == 1 || path[1] != '/')
        && path.All(letter => letter is > ' ' and < (char)127 and not '\\' and not '#' and not '"' and not '<' and not '>')
        && !path.Contains("/../", StringComparison.Ordinal)
        && Uri.TryCreate(new Uri("https://helpdesk.invalid"), path, out var whole)
        && whole.Host == "helpdesk.invalid";
}
