using HelpdeskMail.Sandbox.SignIn.Directory;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.Sandbox.SignIn.Authorize;

/// <summary>The provider's pages, and the ways back to the application.</summary>
public sealed class SignInPages(TimeProvider time)
{
    /// <summary>The page to pick an account and give its password.</summary>
    public IResult SignIn(string application, IReadOnlyList<Account> known, string? address, EntraError? error) =>
        new RazorComponentResult<SignInPage>(new { Application = application, Known = known, Address = address, Error = error is null ? null : Words(error) });

    /// <summary>The page that lists what the application asks for.</summary>
    public IResult Consent(Application application, string returnsTo, RequestedScopes scopes, Account account) =>
        new RazorComponentResult<ConsentPage>(new { Application = application.Name, ReturnsTo = returnsTo, Scopes = scopes, Account = account });

    /// <summary>An error that goes to nobody but the person in front of the page.</summary>
    public IResult Show(EntraError error) =>
        new RazorComponentResult<RefusalPage>(new { Words = Words(error) }) { StatusCode = StatusCodes.Status400BadRequest };

    public IResult Return(AuthorizeRequest request, EntraError error) =>
        Return(request, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["error"] = error.Error,
            ["error_subcode"] = error.Code == EntraErrors.ConsentDeclined.Code ? "cancel" : null,
            ["error_description"] = Words(error),
            ["state"] = request.State,
        });

    /// <summary>Sends the values to the redirect URI, in its query, in its fragment or by a form that posts itself.</summary>
    public IResult Return(AuthorizeRequest request, IReadOnlyDictionary<string, string?> values)
    {
        var present = values.Where(value => value.Value is not null).ToDictionary(StringComparer.Ordinal);
        return request.ResponseMode switch
        {
            "form_post" => new RazorComponentResult<FormPostPage>(new { Target = request.RedirectUriText, Values = present }),
            "fragment" => TypedResults.Redirect($"{request.RedirectUriText}#{QueryString.Create(present).Value!.TrimStart('?')}"),
            _ => TypedResults.Redirect(QueryHelpers.AddQueryString(request.RedirectUriText, present)),
        };
    }

    private string Words(EntraError error) => error.Describe(Guid.NewGuid(), Guid.NewGuid(), time.GetUtcNow());
}
