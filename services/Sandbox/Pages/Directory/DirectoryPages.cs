using HelpdeskMail.Sandbox.SignIn.Directory;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.Pages.Directory;

/// <summary>Who can sign in, and with which application.</summary>
public static class DirectoryPages
{
    public static void MapDirectoryPages(this IEndpointRouteBuilder routes) => routes.MapGet("/directory", ShowAsync);

    private static async Task<IResult> ShowAsync(HttpRequest request, DirectoryStore directory, IOptions<SandboxSettings> settings, TimeProvider time, CancellationToken cancellation)
    {
        var applications = new List<(Application, IReadOnlyList<ApplicationSecret>)>();
        foreach (var application in await directory.ApplicationsAsync(cancellation))
        {
            applications.Add((application, await directory.SecretsAsync(application.ClientId, cancellation)));
        }

        return new RazorComponentResult<DirectoryPage>(new
        {
            Address = $"{request.Scheme}://{request.Host}",
            Now = time.GetUtcNow(),
            Accounts = await directory.AccountsAsync(null, cancellation),
            Applications = applications,
            ConfiguredRedirects = settings.Value.RedirectUris,
        });
    }
}
