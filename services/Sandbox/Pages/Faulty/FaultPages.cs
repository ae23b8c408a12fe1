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
        var (fault, times, problem) = FaultOrder.Read(form["fault"].ToString());
        if (fault is null)
        {
            return new RazorComponentResult<FaultsPage>(new { Armed = await faults.ListAsync(cancellation), Problem = problem }) { StatusCode = StatusCodes.Status400BadRequest };
        }

        await faults.ArmAsync(fault, times, cancellation);
        return TypedResults.Redirect("/faults");
    }

    private static async Task<IResult> RemoveAsync(HttpRequest request, FaultBoard faults, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        await faults.RemoveAsync(Guid.TryParse(form["id"].ToString(), out var id) ? id : null, cancellation);
        return TypedResults.Redirect("/faults");
    }
}
