namespace HelpdeskMail.OAuth.Audit;

/// <summary>Who acts, as the helpdesk says (headers <c>X-Admin-Id</c>, <c>X-Admin-Name</c>, percent-encoded UTF-8).</summary>
/// <param name="Id">The helpdesk's id of the admin.</param>
/// <param name="Name">Name for people.</param>
public sealed record ActingAdmin(string Id, string Name)
{
    private const int LongestValue = 200;

    private static ActingAdmin Nobody { get; } = new("", "");

    /// <summary>What this service does by itself.</summary>
    public static ActingAdmin Service { get; } = new("service", "HelpdeskMail");

    /// <summary>From the request's headers; null when either is missing.</summary>
    public static ActingAdmin? Of(HttpRequest request)
    {
        var id = Read(request, "X-Admin-Id");
        var name = Read(request, "X-Admin-Name");
        return id.Length == 0 || name.Length == 0 ? null : new ActingAdmin(id, name);
    }

    /// <summary>Binds an endpoint's parameter. Binding comes before <see cref="RequireActingAdmin"/>, which refuses a request without an admin, so there it gives nobody.</summary>
    public static ValueTask<ActingAdmin?> BindAsync(HttpContext context) => ValueTask.FromResult<ActingAdmin?>(Of(context.Request) ?? Nobody);

    private static string Read(HttpRequest request, string header)
    {
        var value = new string([.. Uri.UnescapeDataString(request.Headers[header].ToString()).Where(letter => !char.IsControl(letter))]).Trim();
        return value.Length <= LongestValue ? value : value[..LongestValue];
    }
}
