namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Names of the authorization policies.</summary>
public static class Access
{
    /// <summary>Anybody who has signed in.</summary>
    public const string Agent = "agent";

    /// <summary>Administrators who have signed in.</summary>
    public const string Admin = "admin";

    /// <summary>Any API key.</summary>
    public const string AgentKey = "agent-key";

    /// <summary>An API key with the scope admin.</summary>
    public const string AdminKey = "admin-key";
}
