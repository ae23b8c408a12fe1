namespace HelpdeskMail.Sandbox;

/// <summary>The values every development set-up may rely on; the Sandbox's own page shows them.</summary>
public static class WellKnown
{
    /// <summary>Domain of the tenant, usable in place of its id.</summary>
    public const string Domain = "contoso.example";

    /// <summary>Value of the main application's secret.</summary>
    public const string Secret = "sandbox-secret-value";

    /// <summary>Password of every person and of every customer's mailbox.</summary>
    public const string Password = "Passw0rd!";

    /// <summary>Client id at the provider in Google's shape.</summary>
    public const string GoogleClient = "407408718192-sandbox.apps.googleusercontent.example";

    /// <summary>The same for a client whose consent screen is in testing: its refresh tokens end after seven days.</summary>
    public const string GoogleTestingClient = "407408718192-testing.apps.googleusercontent.example";

    /// <summary>Secret of both.</summary>
    public const string GoogleSecret = "GOCSPX-sandbox-secret";

    /// <summary>The tenant's id.</summary>
    public static readonly Guid Tenant = new("11111111-2222-3333-4444-555555555555");

    /// <summary>Client id of the main application: confidential, all mail permissions, consented for the whole tenant as application.</summary>
    public static readonly Guid Application = new("aaaaaaaa-0000-4000-8000-000000000001");

    /// <summary>Client id of an application whose only secret (<c>expired-secret-value</c>) ran out.</summary>
    public static readonly Guid ExpiredApplication = new("aaaaaaaa-0000-4000-8000-000000000002");

    /// <summary>Client id of a public client: password grant allowed, no secret.</summary>
    public static readonly Guid PublicApplication = new("aaaaaaaa-0000-4000-8000-000000000003");

    /// <summary>Client id of an application that nobody consented to: application tokens come without roles.</summary>
    public static readonly Guid UnconsentedApplication = new("aaaaaaaa-0000-4000-8000-000000000004");
}
