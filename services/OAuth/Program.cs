using HelpdeskMail.OAuth.Audit;
using HelpdeskMail.OAuth.Diagnosis;
using HelpdeskMail.OAuth.Doctor;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using HelpdeskMail.ServiceDefaults;
using HelpdeskMail.ServiceDefaults.Bus;
using HelpdeskMail.ServiceDefaults.Database;
using HelpdeskMail.ServiceDefaults.Encryption;
using HelpdeskMail.ServiceDefaults.Jobs;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("oauth");
builder.AddDatabase<Program>("oauth");
builder.AddJobs("oauth", quartz =>
{
    RefreshJob.Schedule(quartz);
    DoctorJob.Schedule(quartz);
});
builder.AddKeyRing();
builder.AddBus(bus => bus.AddConsumer<MailboxObservedConsumer>());
builder.AddSystemEmails();
builder.AddDoctor();

var app = builder.Build();
app.UseServiceDefaults();
app.UseRateLimiter();
app.MapSystemEmails();
app.MapCredentials();
app.MapLinkingInBrowser();
var admin = app.MapGroup("/internal/admin").RequireCaller("helpdesk").AddEndpointFilter<RequireActingAdmin>();
admin.MapProviders();
admin.MapSystemEmailAdministration();
admin.MapLinks();
admin.MapTokens();
admin.MapDiagnosis();
admin.MapDoctor();
admin.MapLinkHealth();
admin.MapAudit();
app.Run();
