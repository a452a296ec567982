ALTER TABLE "deployment" DROP CONSTRAINT "deployment_closed_height_iff_closed";--> statement-breakpoint
ALTER TABLE "lease" DROP CONSTRAINT "lease_closed_height_iff_closed";--> statement-breakpoint
ALTER TABLE "lease" DROP CONSTRAINT "lease_close_reason_iff_closed";--> statement-breakpoint
ALTER TABLE "deployment" ADD CONSTRAINT "deployment_closed_height_only_if_closed" CHECK ("deployment"."closed_height" is null or "deployment"."state" = 'closed');--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_closed_height_only_if_closed" CHECK ("lease"."closed_height" is null or "lease"."state" in ('closed', 'insufficient_funds'));--> statement-breakpoint
ALTER TABLE "lease" ADD CONSTRAINT "lease_close_reason_iff_closed" CHECK (("lease"."close_reason" is not null) = ("lease"."state" in ('closed', 'insufficient_funds')));