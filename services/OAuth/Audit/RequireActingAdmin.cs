using HelpdeskMail.ServiceDefaults.Problems;

namespace HelpdeskMail.OAuth.Audit;

/// <summary>Refuses changes that do not say which admin makes them.</summary>
internal sealed class RequireActingAdmin : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        HttpMethods.IsGet(context.HttpContext.Request.Method) || ActingAdmin.Of(context.HttpContext.Request) is not null
            ? await next(context)
            : ServiceProblems.Problem(StatusCodes.Status400BadRequest, "admin_unknown", "The request does not say which admin makes the change.", "Send the headers X-Admin-Id and X-Admin-Name.");
}
