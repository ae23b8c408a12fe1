namespace HelpdeskMail.Sandbox.Tests;

/// <summary>Client ids as constants, for theories.</summary>
internal static class WellKnownIds
{
    public const string Main = "aaaaaaaa-0000-4000-8000-000000000001";
    public const string Expired = "aaaaaaaa-0000-4000-8000-000000000002";
    public const string Public = "aaaaaaaa-0000-4000-8000-000000000003";
    public const string Unconsented = "aaaaaaaa-0000-4000-8000-000000000004";
}
