using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>The Token tab.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this RouteGroupBuilder admin)
    {
        admin.MapGet("/system-emails/{id:guid}/token", Show);
        admin.MapPost("/system-emails/{id:guid}/token/refresh", Refresh);
        admin.MapDelete("/system-emails/{id:guid}/token", Forget);
    }

    private static async Task<Results<Ok<TokenView>, ProblemHttpResult>> Show(Guid id, SystemEmailTable emails, TokenTable tokens, CancellationToken cancellation)
    {
        if (await emails.FindAsync(id, cancellation) is not { } email)
        {
            return ChangeProblems.Unknown();
        }

        var profiles = TokenProfiles.Of(email);
        var rows = (await tokens.ListAsync(id, cancellation)).Where(row => row.IssuedAt is not null && profiles.Any(profile => profile.Resource == row.Resource)).ToList();
        return rows.OrderBy(row => row.Resource == profiles[0].Resource ? 0 : 1).ToList() is [var first, .. var others]
            ? TypedResults.Ok(View(email, first) with { Others = [.. others.Select(row => View(email, row))] })
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "token_absent", $"There is no token for {email.Address}.", "Link it first.");
    }

    private static async Task<Results<Ok<TokenView>, ProblemHttpResult>> Refresh(
        Guid id,
        ActingAdmin admin,
        HttpContext context,
        TokenKeeper keeper,
        AuditTrail audit,
        SystemEmailTable emails,
        TokenTable tokens,
        TimeProvider time,
        CancellationToken cancellation)
    {
        if (await emails.FindAsync(id, cancellation) is not { } email)
        {
            return ChangeProblems.Unknown();
        }

        var answer = await keeper.GetAllAsync(id, new TokenNeed.TryNow(), cancellation);
        await audit.WriteAsync(id, admin, "token_refreshed", answer is TokenAnswer.Refused { Problem: var problem } ? $"refused: {problem.Code}" : "done", cancellation);
        return answer switch
        {
            TokenAnswer.Ready => await Show(id, emails, tokens, cancellation),
            TokenAnswer.Refused refused => TokenProblems.Of(refused, context, time.GetUtcNow()),
            _ => ServiceProblems.Problem(StatusCodes.Status409Conflict, "not_linked", $"{email.Address} has no token that could be refreshed.", "Link it first."),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Forget(Guid id, ActingAdmin admin, SystemEmailBook book, CancellationToken cancellation) =>
        await book.ForgetTokenAsync(id, admin, cancellation) is var result and not ChangeResult.Done ? ChangeProblems.Of(result) : TypedResults.NoContent();

    private static TokenView View(SystemEmail email, TokenRow row) => new(
        email.Id,
        email.SignIn,
        row.Account,
        row.Tenant,
        row.Scopes,
        row.Audience,
        row.Cache is not null || email.SignIn is SignInWay.ClientCredentials or SignInWay.PasswordGrant,
        row.IssuedAt!.Value,
        row.RetryAt > row.RefreshDueAt ? row.RetryAt.Value : row.RefreshDueAt!.Value,
        row.ExpiresAt!.Value,
        row.LinkedAt!.Value,
        row.LastRefreshAt,
        row.ReadProblem());
}
