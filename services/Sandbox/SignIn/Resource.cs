namespace HelpdeskMail.Sandbox.SignIn;

/// <summary>An API tokens are issued for.</summary>
/// <param name="Address">Its identifier in scopes, without a slash at the end.</param>
/// <param name="Permissions">Delegated permissions it has.</param>
public sealed record Resource(string Address, IReadOnlyList<string> Permissions)
{
    private static readonly string[] MailPermissions = ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All", "SMTP.Send"];

    /// <summary>What a scope without a resource means.</summary>
    public static readonly Resource Graph = new("https://graph.microsoft.com",
        ["User.Read", "User.ReadBasic.All", "Mail.Read", "Mail.ReadBasic", "Mail.ReadWrite", "Mail.Send", "Mail.Read.Shared", "Mail.ReadWrite.Shared", "Mail.Send.Shared", .. MailPermissions]);

    /// <summary>Exchange Online under each of its names; all of them open IMAP, POP3 and SMTP.</summary>
    public static readonly IReadOnlyList<Resource> Exchange =
    [
        new("https://outlook.office.com", [.. MailPermissions, "Mail.Read", "Mail.ReadWrite", "Mail.Send", "User.Read"]),
        new("https://outlook.office365.com", [.. MailPermissions, "Mail.Read", "Mail.ReadWrite", "Mail.Send", "User.Read"]),
        new("https://ps.outlook.com", MailPermissions),
    ];

    public static readonly IReadOnlyList<Resource> All = [Graph, .. Exchange];

    /// <summary>The API of an address or of an application id; null where the tenant has none of it.</summary>
    public static Resource? Find(string address) => address switch
    {
        "00000003-0000-0000-c000-000000000000" => Graph,
        "00000002-0000-0ff1-ce00-000000000000" => Exchange.First(resource => resource.Address == "https://outlook.office365.com"),
        _ => All.FirstOrDefault(resource => resource.Address.Equals(address.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)),
    };

    /// <summary>Whether an audience is Exchange Online, by address or by application id.</summary>
    public static bool IsExchange(string audience) =>
        audience == "00000002-0000-0ff1-ce00-000000000000" || Exchange.Any(resource => resource.Address.Equals(audience.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));
}
