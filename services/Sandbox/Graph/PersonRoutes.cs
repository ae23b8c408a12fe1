using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary><c>/me</c>, <c>/users/{id or address}</c>, and OpenID's userinfo: who somebody is.</summary>
public sealed class PersonRoutes(GraphGate gate)
{
    private static readonly string[] EverybodyPermissions = ["User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All"];

    public Task<IResult> GetAsync(HttpContext context) => gate.GuardAsync(context, async caller =>
    {
        var (person, error) = await gate.OwnerAsync(context, caller, mailbox: false);
        if (error is not null)
        {
            return new GraphRefusal(error);
        }

        // The usual mail permissions bring User.Read along; somebody else's profile needs more.
        if (person!.Id != caller.AccountId && !EverybodyPermissions.Any(caller.Permissions.Contains))
        {
            return new GraphRefusal(GraphErrors.InsufficientPrivileges);
        }

        var select = context.Request.Query["$select"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var element = GraphPage.Select(Write(person), select.Count == 0 ? null : select);
        element.Insert(0, "@odata.context", $"{context.Request.Scheme}://{context.Request.Host}/v1.0/$metadata#users/$entity");
        return TypedResults.Json(element);
    });

    public Task<IResult> UserInfoAsync(HttpContext context) => gate.GuardAsync(context, async caller =>
    {
        var (person, error) = await gate.OwnerAsync(context, caller, mailbox: false);
        return error is not null
            ? new GraphRefusal(error)
            : TypedResults.Json(new JsonObject { ["sub"] = $"{person!.Id}", ["name"] = person.Name, ["email"] = person.Address });
    });

    private static JsonObject Write(Account person) => new()
    {
        ["businessPhones"] = new JsonArray(),
        ["displayName"] = person.Name,
        ["givenName"] = person.Name.Split(' ')[0],
        ["surname"] = person.Name.Split(' ')[^1],
        ["mail"] = person.HasMailbox ? person.Address : null,
        ["userPrincipalName"] = person.Address,
        ["id"] = $"{person.Id}",
    };
}
