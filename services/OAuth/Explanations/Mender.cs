namespace HelpdeskMail.OAuth.Explanations;

/// <summary>Who can mend a failed sign-in. Decides what happens next: only <see cref="Nobody"/> is tried again by itself within minutes, and what is mended at the provider without anybody signing in once an hour.</summary>
public enum Mender
{
    /// <summary>Nobody has to: it is tried again with growing pauses.</summary>
    Nobody,

    /// <summary>Somebody has to sign in (again), perhaps with another account.</summary>
    SigningIn,

    /// <summary>Whoever keeps the application's registration and its fields here.</summary>
    Application,

    /// <summary>An administrator of the tenant: consent, policies, accounts.</summary>
    TenantAdmin,

    /// <summary>A defect of this program.</summary>
    Developer,
}
