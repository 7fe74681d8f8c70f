; run: hoist-invariants
; Six values have moved, and a seventh comparison stays; a select moves, for what rests on it may.
define double @f(double %x, double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %loop ]
  %s = phi double [ 0.0, %entry ], [ %t, %loop ]
  %a = fcmp olt double %x, 1.0
  %b = fcmp olt double %x, 2.0
  %d = fcmp olt double %x, 3.0
  %e = fcmp olt double %x, 4.0
  %f = fcmp olt double %x, 5.0
  %g = fcmp olt double %x, 6.0
  %h = fcmp olt double %x, 7.0
  %k = select i1 %a, double %x, double %n
  %l = fmul double %k, %k
  %m = or i1 %h, %g
  %o = uitofp i1 %m to double
  %p = fadd double %l, %o
  %t = fadd double %s, %p
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, %n
  br i1 %c, label %loop, label %exit
exit:
  ret double %t
}

; expect: changed
define double @f(double %x, double %n) {
entry:
  %0 = fcmp olt double %x, 1.0
  %1 = fcmp olt double %x, 2.0
  %2 = fcmp olt double %x, 3.0
  %3 = fcmp olt double %x, 4.0
  %4 = fcmp olt double %x, 5.0
  %5 = fcmp olt double %x, 6.0
  %6 = select i1 %0, double %x, double %n
  %7 = fmul double %6, %6
  br label %loop
loop:
  %8 = phi double [ 0.0, %entry ], [ %15, %loop ]
  %9 = phi double [ 0.0, %entry ], [ %14, %loop ]
  %10 = fcmp olt double %x, 7.0
  %11 = or i1 %10, %5
  %12 = uitofp i1 %11 to double
  %13 = fadd double %7, %12
  %14 = fadd double %9, %13
  %15 = fadd double %8, 1.0
  %16 = fcmp olt double %15, %n
  br i1 %16, label %loop, label %exit
exit:
  ret double %14
}
