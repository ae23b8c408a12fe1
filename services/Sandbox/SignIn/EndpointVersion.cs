namespace HelpdeskMail.Sandbox.SignIn;

/// <summary>Microsoft's sign-in has two versions side by side, told apart by their addresses.</summary>
internal static class EndpointVersion
{
    /// <summary>Whether a path is of version 1.0 (<c>/{tenant}/oauth2/token</c>), which names a <c>resource</c> and no scopes.</summary>
    public static bool IsFirst(PathString path) => path.Value?.Contains("/v2.0/", StringComparison.OrdinalIgnoreCase) is not true;
}
