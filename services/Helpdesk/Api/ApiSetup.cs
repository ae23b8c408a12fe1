using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.ApiKeys;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.FailedMail;
using HelpdeskMail.Helpdesk.Health;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.OpenApi;

namespace HelpdeskMail.Helpdesk.Api;

/// <summary>
/// The public API: all that the pages do, at <c>/api/v1</c>, by API key, described at <c>/openapi/v1.json</c>. A cookie opens nothing here, so no other site can
/// use a signed-in browser for it.
/// </summary>
internal static class ApiSetup
{
    private const string Prefix = "api/v1/";

    public static void AddApi(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = description => description.RelativePath?.StartsWith(Prefix, StringComparison.Ordinal) ?? false;
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "HelpdeskMail",
                    Version = "v1",
                    Description = "Tickets made of mail, and the answers to them. Failures are problem details (RFC 9457) with a code that stays the same.",
                };
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
                document.Components.SecuritySchemes["apiKey"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "A key from the page API keys: «Authorization: Bearer hdm_…».",
                };
                document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] }];
                return Task.CompletedTask;
            });
        });

    public static void MapApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        var agent = app.MapGroup("/api/v1").RequireAuthorization(Access.AgentKey).RequireRateLimiting(ApiLimit.Name);
        agent.MapTicketingApi();
        agent.MapNewTicketApi();
        agent.MapReplyApi();
        agent.MapDraftApi();
        agent.MapCannedAnswerApi();
        agent.MapOwnApi();
        agent.MapHealthApi();
        agent.MapFailedMailApi();
        var admin = app.MapGroup("/api/v1").RequireAuthorization(Access.AdminKey).RequireRateLimiting(ApiLimit.Name);
        admin.MapTicketingAdministrationApi();
        admin.MapPeopleApi();
        admin.MapApiKeyApi();
        admin.MapSystemEmailApi();
        admin.MapLinkHealthApi();
        admin.MapFetchingApi();
        admin.MapAuditApi();
        app.Map("/api/{**rest}", UnknownAddress.Answer).ExcludeFromDescription();
    }
}
