using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HelpdeskMail.Sandbox.SignIn;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Api;

/// <summary>App registrations for tests and scripts: switches, secrets that overlap and expire, certificates, consent.</summary>
public static class ApplicationApi
{
    private const int LargestCertificate = 64 * 1024;
    private static readonly TimeSpan LongestSecret = TimeSpan.FromDays(730);

    public static void MapApplicationApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/applications");
        api.MapGet("", ListAsync);
        api.MapPost("", RegisterAsync);
        api.MapPatch("/{clientId:guid}", ChangeAsync);
        api.MapGet("/{clientId:guid}/secrets", SecretsAsync);
        api.MapPost("/{clientId:guid}/secrets", AddSecretAsync);
        api.MapDelete("/{clientId:guid}/secrets/{id:guid}", RemoveSecretAsync);
        api.MapGet("/{clientId:guid}/certificates", CertificatesAsync);
        api.MapPost("/{clientId:guid}/certificates", AddCertificateAsync);
        api.MapDelete("/{clientId:guid}/certificates/{id:guid}", RemoveCertificateAsync);
        api.MapDelete("/{clientId:guid}/consents", WithdrawAsync);
        routes.MapPatch("/api/tenant", ChangeTenantAsync);
    }

    private static async Task<IResult> ListAsync(DirectoryStore directory, CancellationToken cancellation) => TypedResults.Ok(await directory.ApplicationsAsync(cancellation));

    /// <summary>Registers an application with all delegated mail permissions; nobody has consented to it yet, unless <c>roles</c> says otherwise.</summary>
    private static async Task<IResult> RegisterAsync(ApplicationChange change, ApplicationBook book, CancellationToken cancellation)
    {
        var application = new Application
        {
            ClientId = change.ClientId ?? Guid.NewGuid(),
            TenantId = WellKnown.Tenant,
            Name = change.Name ?? "Registered by a script",
            MultiTenant = change.MultiTenant ?? false,
            PublicClient = change.PublicClient ?? false,
            Disabled = change.Disabled ?? false,
            RedirectUris = change.RedirectUris ?? [Seed.SeedDirectory.Callback],
            DelegatedPermissions = [.. Resource.All.SelectMany(resource => resource.Permissions.Select(permission => $"{resource.Address}/{permission}"))],
            ApplicationRoles = change.Roles ?? [],
            RequestedRoles = change.RequestedRoles ?? change.Roles ?? [],
            MailboxPattern = change.MailboxPattern ?? "",
        };
        await book.SaveAsync(application, cancellation);
        return TypedResults.Ok(application);
    }

    private static async Task<IResult> ChangeAsync(Guid clientId, ApplicationChange change, ApplicationBook book, DirectoryStore directory, CancellationToken cancellation)
    {
        if (await directory.FindApplicationAsync($"{clientId}", cancellation) is not { } known)
        {
            return Unknown(clientId);
        }

        var application = known with
        {
            Name = change.Name ?? known.Name,
            MultiTenant = change.MultiTenant ?? known.MultiTenant,
            PublicClient = change.PublicClient ?? known.PublicClient,
            Disabled = change.Disabled ?? known.Disabled,
            RedirectUris = change.RedirectUris ?? known.RedirectUris,
            ApplicationRoles = change.Roles ?? known.ApplicationRoles,
            RequestedRoles = change.RequestedRoles ?? known.RequestedRoles,
            MailboxPattern = change.MailboxPattern ?? known.MailboxPattern,
        };
        await book.SaveAsync(application, cancellation);
        return TypedResults.Ok(application);
    }

    private static async Task<IResult> SecretsAsync(Guid clientId, DirectoryStore directory, CancellationToken cancellation) => TypedResults.Ok(await directory.SecretsAsync(clientId, cancellation));

    private static async Task<IResult> AddSecretAsync(Guid clientId, SecretOrder order, ApplicationBook book, DirectoryStore directory, TimeProvider time, CancellationToken cancellation)
    {
        if (!double.IsFinite(order.ExpiresIn) || Math.Abs(order.ExpiresIn) > LongestSecret.TotalSeconds)
        {
            return ServiceProblems.Problem(400, "lifetime_invalid", "A client secret lives at most 24 months.", "Give expiresIn in seconds, at most 63072000.");
        }

        return await directory.FindApplicationAsync($"{clientId}", cancellation) is null
            ? Unknown(clientId)
            : TypedResults.Ok(await book.AddSecretAsync(clientId, order.Value ?? OpaqueToken.New("Sbx8Q~"), time.GetUtcNow().AddSeconds(order.ExpiresIn), cancellation));
    }

    private static async Task<IResult> RemoveSecretAsync(Guid clientId, Guid id, ApplicationBook book, CancellationToken cancellation) =>
        await book.RemoveSecretAsync(clientId, id, cancellation) ? TypedResults.NoContent() : ServiceProblems.Problem(404, "secret_unknown", "There is no such secret.");

    private static async Task<IResult> CertificatesAsync(Guid clientId, DirectoryStore directory, CancellationToken cancellation) =>
        TypedResults.Ok((await directory.CertificatesAsync(clientId, cancellation)).Select(Describe));

    /// <summary>The body is a certificate, PEM or DER; a private key in it is not looked at.</summary>
    private static async Task<IResult> AddCertificateAsync(Guid clientId, HttpRequest request, ApplicationBook book, DirectoryStore directory, CancellationToken cancellation)
    {
        if (await directory.FindApplicationAsync($"{clientId}", cancellation) is null)
        {
            return Unknown(clientId);
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        try
        {
            var bytes = body.Length <= LargestCertificate ? body.ToArray() : [];
            using var certificate = bytes.AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0 ? X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(bytes)) : X509CertificateLoader.LoadCertificate(bytes);
            return TypedResults.Ok(Describe(await book.AddCertificateAsync(clientId, certificate, cancellation)));
        }
        catch (CryptographicException exception)
        {
            return ServiceProblems.Problem(400, "certificate_unreadable", $"The body is no certificate: {exception.Message}", "Send it as PEM (-----BEGIN CERTIFICATE-----) or DER.");
        }
    }

    private static async Task<IResult> RemoveCertificateAsync(Guid clientId, Guid id, ApplicationBook book, CancellationToken cancellation) =>
        await book.RemoveCertificateAsync(clientId, id, cancellation) ? TypedResults.NoContent() : ServiceProblems.Problem(404, "certificate_unknown", "There is no such certificate.");

    private static async Task<IResult> WithdrawAsync(Guid clientId, ApplicationBook book, CancellationToken cancellation)
    {
        await book.WithdrawConsentAsync(clientId, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ChangeTenantAsync(TenantChange change, ApplicationBook book, CancellationToken cancellation)
    {
        await book.SetUserConsentAsync(WellKnown.Tenant, change.UserConsent, cancellation);
        return TypedResults.NoContent();
    }

    private static object Describe(ApplicationCertificate certificate)
    {
        using var read = certificate.Read();
        return new { certificate.Id, certificate.Name, read.Thumbprint, ThumbprintSha256 = read.GetCertHashString(HashAlgorithmName.SHA256), NotAfter = read.NotAfter.ToUniversalTime() };
    }

    private static ProblemHttpResult Unknown(Guid clientId) => ServiceProblems.Problem(404, "application_unknown", $"There is no application {clientId}.", "The page /directory lists them.");
}
