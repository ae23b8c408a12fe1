using HelpdeskMail.Sandbox.Graph;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.ServiceDefaults.Problems;

namespace HelpdeskMail.Sandbox.Api;

/// <summary>
/// Application access policies for tests and scripts: which mailboxes an application may reach through Graph; without any it reaches all. And their successor, role assignments, which let it in without a permission of its token.
/// </summary>
public static class PolicyApi
{
    public static void MapPolicyApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/policies");
        api.MapGet("", ListAsync);
        api.MapPost("", AddAsync);
        api.MapDelete("", (AccessPolicies policies, CancellationToken cancellation) => RemoveAsync(null, policies, cancellation));
        api.MapDelete("/{id:guid}", (Guid id, AccessPolicies policies, CancellationToken cancellation) => RemoveAsync(id, policies, cancellation));
        api.MapGet("/test", TestAsync);
        var assignments = routes.MapGroup("/api/role-assignments");
        assignments.MapGet("", async (RoleAssignments roles, CancellationToken cancellation) => TypedResults.Ok(await roles.ListAsync(null, cancellation)));
        assignments.MapPost("", AssignAsync);
        assignments.MapDelete("", (RoleAssignments roles, CancellationToken cancellation) => UnassignAsync(null, roles, cancellation));
        assignments.MapDelete("/{id:guid}", (Guid id, RoleAssignments roles, CancellationToken cancellation) => UnassignAsync(id, roles, cancellation));
    }

    /// <summary>RBAC for Applications: <c>{"role":"Application Mail.ReadWrite","mailboxes":["support@contoso.example"]}</c> lets an application in without a consented permission.</summary>
    private static async Task<IResult> AssignAsync(RoleOrder order, RoleAssignments roles, DirectoryStore directory, CancellationToken cancellation)
    {
        if (!RoleAssignment.Roles.Contains(order.Role, StringComparer.Ordinal))
        {
            return ServiceProblems.Problem(400, "role_unknown", $"There is no role {order.Role}.", $"Use one of {string.Join(", ", RoleAssignment.Roles)}.");
        }

        return await directory.FindApplicationAsync($"{order.ClientId ?? WellKnown.Application}", cancellation) is { } application
            ? TypedResults.Ok(await roles.AddAsync(application.ClientId, order.Role, order.Mailboxes, cancellation))
            : ServiceProblems.Problem(404, "application_unknown", $"There is no application {order.ClientId}.", "The page /directory lists them.");
    }

    private static async Task<IResult> UnassignAsync(Guid? id, RoleAssignments roles, CancellationToken cancellation) =>
        await roles.RemoveAsync(id, cancellation) > 0 || id is null ? TypedResults.NoContent() : ServiceProblems.Problem(404, "assignment_unknown", "There is no such role assignment.", "GET /api/role-assignments lists them.");

    private static async Task<IResult> ListAsync(AccessPolicies policies, CancellationToken cancellation) => TypedResults.Ok(await policies.ListAsync(null, cancellation));

    /// <summary>Adds one: <c>{"mailboxes":["support@contoso.example"]}</c> restricts the main application to that mailbox.</summary>
    private static async Task<IResult> AddAsync(PolicyOrder order, AccessPolicies policies, DirectoryStore directory, CancellationToken cancellation)
    {
        if (order.AccessRight is not (AccessPolicy.Restrict or AccessPolicy.Deny))
        {
            return ServiceProblems.Problem(400, "access_right_unknown", $"There is no access right {order.AccessRight}.", "Use RestrictAccess or DenyAccess.");
        }

        return await directory.FindApplicationAsync($"{order.ClientId ?? WellKnown.Application}", cancellation) is { } application
            ? TypedResults.Ok(await policies.AddAsync(application.ClientId, order.AccessRight, order.Mailboxes, order.Description, cancellation))
            : ServiceProblems.Problem(404, "application_unknown", $"There is no application {order.ClientId}.", "The page /directory lists them.");
    }

    private static async Task<IResult> RemoveAsync(Guid? id, AccessPolicies policies, CancellationToken cancellation) =>
        await policies.RemoveAsync(id, cancellation) > 0 || id is null ? TypedResults.NoContent() : ServiceProblems.Problem(404, "policy_unknown", "There is no such policy.", "GET /api/policies lists them.");

    /// <summary>As <c>Test-ApplicationAccessPolicy -Identity MAILBOX -AppId CLIENTID</c>.</summary>
    private static async Task<IResult> TestAsync(string mailbox, Guid? clientId, AccessPolicies policies, CancellationToken cancellation)
    {
        var application = clientId ?? WellKnown.Application;
        return TypedResults.Ok(new { AppId = application, Mailbox = mailbox, AccessCheckResult = await policies.MayReachAsync(application, mailbox, cancellation) ? "Granted" : "Denied" });
    }
}
