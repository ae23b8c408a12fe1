using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Sandbox.Graph;
using HelpdeskMail.Sandbox.SignIn.Directory;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.Pages.Directory;

/// <summary>Who can sign in, with which application, and which mailboxes that may reach.</summary>
public static class DirectoryPages
{
    public static void MapDirectoryPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/directory", ShowAsync);
        routes.MapPost("/directory/consent", ConsentAsync);
        routes.MapPost("/directory/public", PublicAsync);
        routes.MapPost("/directory/policies", AddPolicyAsync);
        routes.MapPost("/directory/policies/remove", RemovePolicyAsync);
    }

    private static async Task<IResult> ShowAsync(HttpRequest request, DirectoryStore directory, AccessPolicies policies, RoleAssignments roles, IOptions<SandboxSettings> settings, TimeProvider time, CancellationToken cancellation)
    {
        var applications = new List<(Application, IReadOnlyList<ApplicationSecret>, IReadOnlyList<X509Certificate2>, IReadOnlyList<AccessPolicy>, IReadOnlyList<RoleAssignment>)>();
        foreach (var application in await directory.ApplicationsAsync(cancellation))
        {
            var certificates = (await directory.CertificatesAsync(application.ClientId, cancellation)).Select(one => one.Read()).ToList();
            applications.Add((application, await directory.SecretsAsync(application.ClientId, cancellation), certificates, await policies.ListAsync(application.ClientId, cancellation), await roles.ListAsync(application.ClientId, cancellation)));
        }

        return new RazorComponentResult<DirectoryPage>(new
        {
            Address = $"{request.Scheme}://{request.Host}",
            Now = time.GetUtcNow(),
            Accounts = await directory.AccountsAsync(null, cancellation),
            Applications = applications,
            UserConsent = await directory.FindTenantAsync($"{WellKnown.Tenant}", cancellation) is { UserConsent: true },
            ConfiguredRedirects = settings.Value.RedirectUris,
        });
    }

    private static async Task<IResult> ConsentAsync(HttpRequest request, ApplicationBook book, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        await book.SetUserConsentAsync(WellKnown.Tenant, form["allowed"].ToString() == "true", cancellation);
        return TypedResults.Redirect("/directory");
    }

    private static async Task<IResult> PublicAsync(HttpRequest request, ApplicationBook book, DirectoryStore directory, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (await directory.FindApplicationAsync(form["client"].ToString(), cancellation) is not { } application)
        {
            return TypedResults.NotFound();
        }

        await book.SaveAsync(application with { PublicClient = form["allowed"].ToString() == "true" }, cancellation);
        return TypedResults.Redirect("/directory");
    }

    private static async Task<IResult> AddPolicyAsync(HttpRequest request, AccessPolicies policies, DirectoryStore directory, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        var mailboxes = form["mailboxes"].ToString().Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var right = form["right"].ToString();
        if (await directory.FindApplicationAsync(form["client"].ToString(), cancellation) is not { } application || mailboxes.Length == 0 || right is not (AccessPolicy.Restrict or AccessPolicy.Deny))
        {
            return TypedResults.BadRequest();
        }

        await policies.AddAsync(application.ClientId, right, mailboxes, "", cancellation);
        return TypedResults.Redirect("/directory");
    }

    private static async Task<IResult> RemovePolicyAsync(HttpRequest request, AccessPolicies policies, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (Guid.TryParse(form["id"].ToString(), out var id))
        {
            await policies.RemoveAsync(id, cancellation);
        }

        return TypedResults.Redirect("/directory");
    }
}
