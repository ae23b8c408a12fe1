using System.Globalization;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Faults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Pages.Faulty;

/// <summary>The page on which a person lets things go wrong.</summary>
public static class FaultPages
{
    public static void MapFaultPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/faults", ShowAsync);
        routes.MapPost("/faults", ArmAsync);
        routes.MapPost("/faults/remove", RemoveAsync);
    }

    private static async Task<IResult> ShowAsync(FaultBoard faults, CancellationToken cancellation) =>
        new RazorComponentResult<FaultsPage>(new { Armed = await faults.ListAsync(cancellation) });

    private static async Task<IResult> ArmAsync(HttpRequest request, FaultBoard faults, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        var text = form["catalogue"].ToString() is { Length: > 0 } id ? Order(id, form["times"].ToString(), form["mailbox"].ToString()) : form["fault"].ToString();
        var (fault, times, problem) = FaultOrder.Read(text);
        if (fault is null)
        {
            return new RazorComponentResult<FaultsPage>(new { Armed = await faults.ListAsync(cancellation), Problem = problem, Own = text }) { StatusCode = StatusCodes.Status400BadRequest };
        }

        await faults.ArmAsync(fault, times, cancellation);
        return TypedResults.Redirect("/faults");
    }

    /// <summary>An entry of the catalogue as the API takes it; the mailbox only where the fault knows one.</summary>
    private static string Order(string id, string times, string mailbox)
    {
        var order = new JsonObject { ["catalogue"] = id };
        if (int.TryParse(times, NumberStyles.Integer, CultureInfo.InvariantCulture, out var count))
        {
            order["times"] = count;
        }

        if (mailbox.Trim() is { Length: > 0 } address && FaultCatalogue.Find(id)?.Fault.GetType().GetProperty("Mailbox") is not null)
        {
            order["mailbox"] = address;
        }

        return order.ToJsonString();
    }

    private static async Task<IResult> RemoveAsync(HttpRequest request, FaultBoard faults, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        await faults.RemoveAsync(Guid.TryParse(form["id"].ToString(), out var id) ? id : null, cancellation);
        return TypedResults.Redirect("/faults");
    }
}
