; run: inline
; The block of the call is split; what the body returns meets in a phi.
define double @f(double %x) {
entry:
  %a = call double @g(double %x)
  %b = fadd double %a, 1.0
  ret double %b
}
define double @g(double %y) {
entry:
  %c = fcmp olt double %y, 0.0
  br i1 %c, label %negative, label %positive
negative:
  %n = fneg double %y
  ret double %n
positive:
  ret double %y
}

; expect: changed
define double @f(double %x) {
entry:
  br label %entry1
inlined:
  %0 = phi double [ %3, %negative ], [ %x, %positive ]
  %1 = fadd double %0, 1.0
  ret double %1
entry1:
  %2 = fcmp olt double %x, 0.0
  br i1 %2, label %negative, label %positive
negative:
  %3 = fneg double %x
  br label %inlined
positive:
  br label %inlined
}

define double @g(double %y) {
entry:
  %0 = fcmp olt double %y, 0.0
  br i1 %0, label %negative, label %positive
negative:
  %1 = fneg double %y
  ret double %1
positive:
  ret double %y
}
