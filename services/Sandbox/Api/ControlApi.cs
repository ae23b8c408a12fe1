using System.Text.Json;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using HelpdeskMail.Sandbox.Wire;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Api;

/// <summary>What tests turn: faults, tokens made to order, accounts.</summary>
public static class ControlApi
{
    public static void MapControlApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api");
        api.MapGet("/status", Status);
        api.MapGet("/faults", ListFaultsAsync);
        api.MapGet("/faults/catalogue", () => TypedResults.Json(FaultCatalogue.All, FaultBoard.Json));
        api.MapPost("/faults", ArmAsync);
        api.MapDelete("/faults", (FaultBoard faults, CancellationToken cancellation) => RemoveAsync(null, faults, cancellation));
        api.MapDelete("/faults/{id:guid}", (Guid id, FaultBoard faults, CancellationToken cancellation) => RemoveAsync(id, faults, cancellation));
        api.MapPost("/tokens", TokenAsync);
        api.MapPost("/accounts/{address}/revoke", RevokeAsync);
        api.MapPatch("/accounts/{address}", ChangeAccountAsync);
    }

    private static Ok<SandboxStatus> Status(MailListeners listeners, HttpRequest request) =>
        TypedResults.Ok(new SandboxStatus($"{request.Scheme}://{request.Host}", listeners.Ports, WellKnown.Tenant, WellKnown.Domain, WellKnown.Application));

    private static async Task<IResult> ListFaultsAsync(FaultBoard faults, CancellationToken cancellation) =>
        TypedResults.Json(await faults.ListAsync(cancellation), FaultBoard.Json);

    /// <summary>
    /// Arms a fault: <c>{"kind":"refuse-recipient","recipient":"*@x.example","answer":"450 4.2.1 Busy","times":2}</c>, or one of the catalogue: <c>{"catalogue":"imap-throttled","mailbox":"support@contoso.example"}</c>; without
    /// times until removed.
    /// </summary>
    private static async Task<IResult> ArmAsync(JsonElement body, FaultBoard faults, CancellationToken cancellation)
    {
        var (fault, times, problem) = FaultOrder.Read(body.GetRawText());
        return fault is null
            ? ServiceProblems.Problem(400, "fault_unknown", problem!, "The page /faults has an example of each.")
            : TypedResults.Json(await faults.ArmAsync(fault, times, cancellation), FaultBoard.Json);
    }

    private static async Task<IResult> RemoveAsync(Guid? id, FaultBoard faults, CancellationToken cancellation)
    {
        await faults.RemoveAsync(id, cancellation);
        return TypedResults.NoContent();
    }

    /// <summary>An access token to order, without a sign-in: for a person (<c>user</c>) or, without one, for the application.</summary>
    private static async Task<IResult> TokenAsync(TokenOrder order, DirectoryStore directory, TokenIssuer issuer, CancellationToken cancellation)
    {
        var application = await directory.FindApplicationAsync((order.ClientId ?? WellKnown.Application).ToString(), cancellation);
        var resource = Resource.Find(order.Resource);
        if (application is null || resource is null)
        {
            return ServiceProblems.Problem(400, "token_order_invalid", "There is no such application or resource.", "Leave clientId out for the main application; resource is for example https://outlook.office365.com.");
        }

        if (order.User is null)
        {
            var tenant = await directory.FindTenantAsync(application.TenantId.ToString(), cancellation);
            return TypedResults.Ok(new { AccessToken = await issuer.ApplicationAsync(application, tenant!, resource, order.Permissions ?? application.ApplicationRoles, order.Lifetime, cancellation) });
        }

        return await directory.FindAccountAsync(order.User, cancellation) is { } account
            ? TypedResults.Ok(new { AccessToken = await issuer.DelegatedAsync(application, account, resource, order.Permissions ?? resource.Permissions, order.Lifetime, cancellation) })
            : NoAccount(order.User);
    }

    private static async Task<IResult> RevokeAsync(string address, DirectoryStore directory, GrantStore grants, CancellationToken cancellation) =>
        await directory.FindAccountAsync(address, cancellation) is { } account
            ? TypedResults.Ok(new { Revoked = await grants.RevokeAsync(account.Id, cancellation) })
            : NoAccount(address);

    private static async Task<IResult> ChangeAccountAsync(string address, AccountChange change, DirectoryStore directory, GrantStore grants, CancellationToken cancellation)
    {
        if (change.State is not (null or "active" or "disabled" or "locked" or "mfa_required" or "password_expired"))
        {
            return ServiceProblems.Problem(400, "account_state_unknown", $"There is no account state {change.State}.", "Use active, disabled, locked, mfa_required or password_expired.");
        }

        if (!await directory.ChangeAccountAsync(address, change.Password, change.State, cancellation))
        {
            return NoAccount(address);
        }

        if (change.Password is not null)
        {
            await grants.PasswordChangedAsync((await directory.FindAccountAsync(address, cancellation))!.Id, cancellation);
        }

        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NoAccount(string address) =>
        ServiceProblems.Problem(404, "account_unknown", $"There is no account {address}.", "The page /directory lists the accounts.");
}
